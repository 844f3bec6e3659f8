/** The fields that the CDR settings of 3CX offer; any of them can be left out, and any order chosen. */
export const THREE_CX_FIELDS = [
  ...['historyid', 'callid', 'duration', 'time-start', 'time-answered', 'time-end', 'reason-terminated'],
  ...['from-no', 'to-no', 'from-dn', 'to-dn', 'dial-no', 'reason-changed', 'final-number', 'final-dn'],
  ...['bill-code', 'bill-rate', 'bill-cost', 'bill-name', 'chain', 'from-type', 'to-type', 'final-type'],
  ...['from-dispname', 'to-dispname', 'final-dispname', 'missed-queue-calls'],
] as const;
export type ThreeCxField = (typeof THREE_CX_FIELDS)[number];
export type ThreeCxOrder = readonly ThreeCxField[];

/** Texts of people's choice: nothing is quoted, so a comma in one of them moves what stands behind it. */
const FREE: ReadonlySet<string> = new Set([
  ...['from-dispname', 'to-dispname', 'final-dispname', 'missed-queue-calls'],
]);
const TYPES = ['from-type', 'to-type', 'final-type'] as const;

const ALL: ThreeCxOrder = THREE_CX_FIELDS;
const NAMES_BEFORE_TYPES: ThreeCxOrder = [
  ...ALL.slice(0, ALL.indexOf('from-type')),
  ...(['missed-queue-calls', 'from-dispname', 'to-dispname', 'final-dispname'] as const),
  ...TYPES,
];
const NO_BILLING: ThreeCxOrder = ALL.filter(
  (field) => !field.startsWith('bill-') && field !== 'missed-queue-calls',
);
const UP_TO_CHAIN: ThreeCxOrder = ALL.slice(0, ALL.indexOf('chain') + 1);

/** The orders that were seen in use; of equal width the types tell which. */
export const KNOWN_ORDERS: readonly ThreeCxOrder[] = [ALL, NAMES_BEFORE_TYPES, NO_BILLING, UP_TO_CHAIN];

/** A record in one order: its values by their fields; a field that cannot be told apart is missing. */
export interface ThreeCxValues {
  readonly order: ThreeCxOrder;
  readonly values: ReadonlyMap<ThreeCxField, string>;
  readonly typesKnown: number;
}

/** Types that are known; others are left as they are. */
const KNOWN_TYPES = new Set(['Extension', 'Line', 'Queue', 'IVR']);

/**
 * The values of a line in an order; null where they are not in it. With commas in a name there are more pieces than
 * fields: those before the first name are counted from the left, those behind the last from the right.
 */
export function valuesIn(pieces: readonly string[], order: ThreeCxOrder): ThreeCxValues | null {
  const surplus = pieces.length - order.length;
  const first = order.findIndex((field) => FREE.has(field));
  const last = order.findLastIndex((field) => FREE.has(field));
  if (surplus < 0 || (surplus > 0 && first === -1)) return null;
  const values = new Map<ThreeCxField, string>();
  for (const [place, field] of order.entries()) {
    const lost = surplus > 0 && place >= first && place <= last;
    const value = pieces[surplus > 0 && place > last ? place + surplus : place] ?? '';
    if (!lost) values.set(field, value.trim());
  }
  const typesKnown = TYPES.filter((field) => KNOWN_TYPES.has(values.get(field) ?? '')).length;
  // More pieces than fields may as well be another order: only a type in its place shows that they are not.
  if (surplus > 0 && typesKnown === 0) return null;
  return { order, values, typesKnown };
}
