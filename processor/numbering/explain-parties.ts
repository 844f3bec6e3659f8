import type { DestinationClass, Direction } from '../../record/call.ts';
import { showNumber } from '../../record/number.ts';
import type { CallReading } from '../../record/reading.ts';
import type { Site } from '../site.ts';
import { type CallParties, isLabel } from './call-parties.ts';
import { NUMBER_RULES, type NumberRule } from './number-rules.ts';
import { judgeParty, type Role } from './numbering.ts';
import type { Party } from './party.ts';

/** A number with the steps of the plan that made it what it is. */
export interface PartyExplained {
  readonly party: Party;
  readonly steps: readonly { readonly rule: NumberRule; readonly by: string | null }[];
}

/** The same party as the plan of the site gives, and why. For people who ask, never for every line. */
export function explainParty(raw: string, role: Role, site: Site): PartyExplained {
  const steps: { rule: NumberRule; by: string | null }[] = [];
  const party = judgeParty(raw, role, site, (rule, by) => steps.push({ rule, by }));
  return { party, steps };
}

/** `204: it is an extension (2-5 digits)` */
export function partySentence({ party, steps }: PartyExplained): string {
  const said = steps.map(({ rule, by }) =>
    by === null ? NUMBER_RULES[rule] : `${NUMBER_RULES[rule]} (${by})`,
  );
  return `${showNumber(party.number, party.text)}: ${said.join('; ')}`;
}

/** Direction and class of a call, each with why it is that. */
export interface WayExplained {
  readonly direction: Direction;
  readonly direction_rule: string;
  readonly destination_class: DestinationClass;
  readonly class_rule: string;
}

export function explainWay(reading: CallReading, { calling, called }: CallParties): WayExplained {
  const way = directionOf(reading, calling, called);
  return { ...way, ...classOf(reading, way.direction, called) };
}

function directionOf(reading: CallReading, calling: Party | null, called: Party | null) {
  if (reading.direction !== null)
    return { direction: reading.direction, direction_rule: 'the record itself states it' };
  const from = insideBy(calling, reading.calling_extension);
  const to =
    called === null
      ? 'is not printed, which counts as inside'
      : (insideBy(called, reading.called_extension) ??
        (isLabel(reading.called) ? 'is a service of the telephone system' : null));
  const direction = TABLE[from === null ? 'outside' : 'inside'][to === null ? 'outside' : 'inside'];
  const direction_rule = `the caller ${from ?? OUTSIDE}; the called party ${to ?? OUTSIDE}`;
  return { direction, direction_rule };
}

const OUTSIDE = 'is outside';
const TABLE = {
  inside: { inside: 'internal', outside: 'outgoing' },
  outside: { inside: 'incoming', outside: 'transit' },
} as const;

/** Why a party is inside; null where it is not. */
function insideBy(party: Party | null, printed: string | null): string | null {
  if (party?.inside === true) return 'is inside by the numbering plan';
  return (party?.extension ?? printed) === null ? null : 'is inside, because the record shows the extension';
}

function classOf(reading: CallReading, direction: Direction, called: Party | null) {
  const is = (destination_class: DestinationClass, class_rule: string) => ({ destination_class, class_rule });
  if (reading.feature) return is('feature', 'the record says that a feature code was used');
  const own = called?.destination_class ?? 'unknown';
  if (own === 'feature' || own === 'emergency') return is(own, CLASSES[own]);
  if (direction === 'incoming' || direction === 'internal') return is('internal', CLASSES.internal);
  return is(own === 'internal' ? 'unknown' : own, own === 'internal' ? CLASSES.unknown : CLASSES[own]);
}

const CLASSES: Readonly<Record<DestinationClass, string>> = {
  internal: 'the call ended inside',
  local: 'the called number is of the site’s country and area code',
  national: 'the called number is of the site’s country, and neither local, mobile, premium nor freephone',
  mobile: 'the called number is a mobile number of the site’s country',
  international: 'the called number is of another country',
  premium: 'the called number is a premium-rate number',
  freephone: 'the called number is a freephone number',
  emergency: 'the called number is an emergency number where it was dialled',
  feature: 'the called number is a feature code',
  unknown: 'the called number is of no class that is known',
};
