import type { SeenCall } from '../record/call.ts';

/** Who sent the call on, or to whom, and the leg in which that party stands where one is found. */
export interface SentOn {
  readonly party: string;
  readonly leg: number | null;
}

/** A leg in its place among the legs of its call. */
export interface ChainedLeg {
  /** From 1, in the order of their start. */
  readonly leg: number;
  readonly call: SeenCall;
  /** The set behind a called group, queue or pilot. */
  readonly station: string | null;
  /** What the record says it is, in the words of docs/calls.md; null where it does not. */
  readonly part: string | null;
  readonly sent_on_by: SentOn | null;
  readonly sent_on_to: SentOn | null;
  /** The first leg that the same caller began at the same time, as a group rings; null where the record tells the part. */
  readonly beside: number | null;
}

/** How far the starts of legs of one ringing may be apart. */
const TOGETHER_MS = 1000;

/** The legs of one call in the order of their start, numbered, and which of them sent it on to which. */
export function legChain(legs: readonly SeenCall[]): ChainedLeg[] {
  const ordered = [...legs].sort(
    (a, b) => Date.parse(a.started_at) - Date.parse(b.started_at) || a.id - b.id,
  );
  const standing = legsByParty(ordered);
  const besides = besideLegs(ordered);
  return ordered.map((call, index) => {
    const leg = index + 1;
    const part = textIn(call, 'leg');
    const started = Date.parse(call.started_at);
    const others = (found: readonly Standing[], fits: (started: number) => boolean): Standing[] =>
      found.filter((other) => other.leg !== leg && fits(other.started));
    const sentOn = (
      key: string,
      among: (legs: readonly Standing[]) => readonly Standing[],
    ): SentOn | null => {
      const party = textIn(call, key);
      return party === null ? null : { party, leg: likeliest(among(standing.get(partyKey(party)) ?? [])) };
    };
    return {
      leg,
      call,
      station: textIn(call, 'station'),
      part,
      // The nearest first: backwards for who sent it on, forwards for to whom.
      sent_on_by: sentOn('sent_on_by', (found) => others(found, (at) => at <= started).reverse()),
      sent_on_to: sentOn('sent_on_to', (found) => others(found, (at) => at >= started)),
      beside: part === null ? (besides[index] ?? null) : null,
    };
  });
}

/** A leg in which a party stands. */
interface Standing {
  readonly leg: number;
  readonly started: number;
  /** It was called, and so could send the call on. */
  readonly called: boolean;
  readonly consultation: boolean;
}

/** A party sends on, or gets, the call that it was called in; a consultation only asks whether it may. */
function likeliest(found: readonly Standing[]): number | null {
  const own = found.filter(({ consultation }) => !consultation);
  return (own.find(({ called }) => called) ?? own[0] ?? found[0])?.leg ?? null;
}

function textIn({ extra }: SeenCall, key: string): string | null {
  const value = extra?.[key];
  return value === undefined || value === '' ? null : String(value);
}

/** The legs in which a party stands, in order. */
function legsByParty(ordered: readonly SeenCall[]): ReadonlyMap<string, readonly Standing[]> {
  const standing = new Map<string, Standing[]>();
  const add = (party: string, entry: Standing): void => {
    const known = standing.get(party);
    if (known === undefined) standing.set(party, [entry]);
    else known.push(entry);
  };
  for (const [index, call] of ordered.entries()) {
    const keys = (...parties: (string | null)[]) =>
      new Set(parties.flatMap((party) => (party === null ? [] : partyKey(party))));
    const calling = keys(call.calling);
    const entry = {
      leg: index + 1,
      started: Date.parse(call.started_at),
      consultation: textIn(call, 'leg') === 'consultation',
    };
    for (const party of calling) add(party, { ...entry, called: false });
    for (const party of keys(call.called, call.extension, textIn(call, 'station'))) {
      if (!calling.has(party)) add(party, { ...entry, called: true });
    }
  }
  return standing;
}

/** A number with and without its prefixes is the same party: long ones are known by their last digits. */
function partyKey(party: string): string {
  const digits = party.replace(/^\+/, '');
  return /^\d{9,}$/.test(digits) ? digits.slice(-8) : digits;
}

/** For each leg the first one that the same caller began together with it; undefined for that one itself. */
function besideLegs(ordered: readonly SeenCall[]): (number | undefined)[] {
  const first = new Map<string, { leg: number; started: number }>();
  return ordered.map(({ calling, started_at }, index) => {
    const started = Date.parse(started_at);
    const known = first.get(calling ?? '');
    if (known !== undefined && started - known.started <= TOGETHER_MS) return known.leg;
    first.set(calling ?? '', { leg: index + 1, started });
    return undefined;
  });
}

/** A leg for programs: its place, what tells it from the others, and its `id` for the rest. */
export function legRecord({ leg, call, ...said }: ChainedLeg) {
  const { id, head, started_at, answered_at, ended_at, ring_ms, duration_ms } = call;
  const { calling, called, extension, answered, held_by } = call;
  return {
    ...{ leg, id, head, started_at, answered_at, ended_at, ring_ms, duration_ms },
    ...{ calling, called, extension, answered, held_by, ...said },
  };
}
