import type { UtcMs } from './intake.ts';

/** What a hold keeps: the calls of a period (null: open) with any of these parties; without any of them, of everybody. */
export interface HoldConditions {
  /** Every form in which the store may hold the number, masked ones too. */
  readonly numbers: readonly number[];
  readonly extensions: readonly number[];
  /** Of calling or called party, as records have them. */
  readonly names: readonly string[];
  /** Local days of the calls; of lines that could not be read, days of arrival. */
  readonly from_day: number | null;
  readonly to_day: number | null;
  /** It has ended, and whom it was about is forgotten. */
  readonly ended?: true;
}

/** A reason to keep what would be due to go: nothing it names is deleted or masked while it is in force. */
export interface LegalHold {
  readonly id: number;
  readonly placed_at: UtcMs;
  readonly placed_by: string;
  readonly reason: string;
  /** The last day it is in force; null until it is released. */
  readonly until: number | null;
  readonly conditions: HoldConditions;
  readonly released_at: UtcMs | null;
  readonly released_by: string | null;
  readonly released_reason: string | null;
}

/** What of a call holds look at: numbers of the store, names as its record has them. */
export interface HoldableCall {
  readonly day: number;
  readonly calling: number | null;
  readonly called: number | null;
  readonly dialled: number | null;
  readonly extension: number | null;
  readonly calling_name: string | null;
  readonly called_name: string | null;
}

/** Whether one of the holds keeps a call; the same as the database says of a stored one (store/legal-holds.ts). */
export function underHold(holds: readonly HoldConditions[], call: HoldableCall): boolean {
  return holds.some((hold) => holdsDay(hold, call.day) && holdsParty(hold, call));
}

/** Whether a hold keeps something of a day, whoever calls. */
export function holdsDay({ from_day, to_day }: HoldConditions, day: number): boolean {
  return (from_day === null || day >= from_day) && (to_day === null || day <= to_day);
}

function holdsParty({ numbers, extensions, names }: HoldConditions, call: HoldableCall): boolean {
  if (numbers.length + extensions.length + names.length === 0) return true;
  const { calling, called, dialled, extension, calling_name, called_name } = call;
  return (
    [calling, called, dialled].some((party) => party !== null && numbers.includes(party)) ||
    (extension !== null && extensions.includes(extension)) ||
    [calling_name, called_name].some((name) => name !== null && names.includes(name))
  );
}
