import type { DestinationClass } from '../../record/call.ts';
import type { BriefWish, CallBrief } from '../../record/call-brief.ts';
import type { FraudLimits, Indication } from './indication.ts';

/** A rule that needs to see one call after the other, in the order of their start. */
export interface CallRule {
  add(call: CallBrief): Indication[];
  /** No call comes any more. */
  finish(): Indication[];
}

const DEAR: readonly DestinationClass[] = ['premium', 'international'];

/** All calls of which one of these rules can tell anything. */
export function callsOfRules({ short_seconds, long_hours }: FraudLimits): BriefWish {
  return {
    ...{ outgoing_to: DEAR, outgoing_until_ms: short_seconds * 1000 },
    longer_than_ms: long_hours * 3_600_000,
  };
}

/** Outgoing calls to premium or foreign numbers at night or at the weekend. */
export function outOfHours({ first_hour, last_hour }: FraudLimits): CallRule {
  return eachCall((call) => {
    if (call.direction !== 'outgoing' || !DEAR.includes(call.destination_class)) return null;
    // The start has the offset of the site, so its digits are the local time.
    const hour = Number(call.started_at.slice(11, 13));
    const weekday = new Date(`${call.started_at.slice(0, 10)}T00:00:00Z`).getUTCDay();
    const weekend = weekday === 0 || weekday === 6;
    if (!weekend && hour >= first_hour && hour < last_hour) return null;
    const limit = weekend ? null : hour < first_hour ? first_hour : last_hour;
    return { rule: 'out-of-hours', value: hour, limit, unit: weekend ? 'hour, weekend' : 'hour' };
  });
}

export function longCall({ long_hours }: FraudLimits): CallRule {
  return eachCall(({ duration_ms }) => {
    const hours = (duration_ms ?? 0) / 3_600_000;
    if (hours <= long_hours) return null;
    return { rule: 'long-call', value: Math.round(hours * 100) / 100, limit: long_hours, unit: 'hours' };
  });
}

interface Sequence {
  /** Short calls of the last minutes, earliest first. */
  recent: CallBrief[];
  /** The longest sequence that is still going on. */
  found: CallBrief[] | null;
}

/** Many short outgoing calls in sequence to numbers that begin alike: somebody, or something, tries a block of numbers out. */
export function shortCalls({
  short_seconds,
  short_calls,
  short_minutes,
  prefix_digits,
}: FraudLimits): CallRule {
  const sequences = new Map<string, Sequence>();
  const told = (prefix: string, calls: readonly CallBrief[]): Indication[] => {
    const [first] = calls;
    if (first === undefined) return [];
    const extensions = new Set(calls.map(({ extension }) => extension));
    return [
      {
        ...{ rule: 'short-calls', number: `${prefix}…`, country: first.destination_country },
        ...{ extension: extensions.size === 1 ? first.extension : null, started_at: first.started_at },
        ...{ value: calls.length, limit: short_calls, unit: 'calls' },
        ...{ calls: calls.length, ...mostOfOneCurrency(calls) },
      },
    ];
  };
  return {
    add(call) {
      const short = (call.duration_ms ?? 0) <= short_seconds * 1000;
      if (call.direction !== 'outgoing' || call.called === null || !short) return [];
      const prefix = call.called.slice(0, prefix_digits + (call.called.startsWith('+') ? 1 : 0));
      const known = sequences.get(prefix) ?? { recent: [], found: null };
      sequences.set(prefix, known);
      const since = Date.parse(call.started_at) - short_minutes * 60_000;
      const recent = known.recent.filter(({ started_at }) => Date.parse(started_at) > since);
      recent.push(call);
      known.recent = recent;
      // A sequence goes on as long as its last minutes are full of them; then it is told once.
      if (recent.length >= short_calls) {
        known.found = known.found === null ? [...recent] : [...known.found, call];
        return [];
      }
      const ended = known.found;
      known.found = null;
      return ended === null ? [] : told(prefix, ended);
    },
    finish() {
      return [...sequences].flatMap(([prefix, { found }]) => (found === null ? [] : told(prefix, found)));
    },
  };
}

/** Of several currencies nothing is added up: that in which they cost most is told, as with what is told by sums. */
function mostOfOneCurrency(calls: readonly CallBrief[]): Pick<Indication, 'cost_micros' | 'currency'> {
  const sums = new Map<string, number>();
  for (const { cost_micros, currency } of calls)
    if (currency !== null) sums.set(currency, (sums.get(currency) ?? 0) + (cost_micros ?? 0));
  const [most] = [...sums].sort(([, one], [, other]) => other - one);
  return { cost_micros: most?.[1] ?? 0, currency: most?.[0] ?? null };
}

type Judged = Pick<Indication, 'rule' | 'value' | 'limit' | 'unit'>;

function eachCall(judge: (call: CallBrief) => Judged | null): CallRule {
  return {
    add(call) {
      const judged = judge(call);
      if (judged === null) return [];
      const { extension, called, destination_country, started_at, head, cost_micros, currency } = call;
      return [
        {
          ...judged,
          ...{ extension, number: called, country: destination_country, started_at },
          ...{ calls: head ? 1 : 0, cost_micros: cost_micros ?? 0, currency },
        },
      ];
    },
    finish: () => [],
  };
}
