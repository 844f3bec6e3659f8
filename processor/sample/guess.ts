import type { Column } from '../definition/delimited-fields.ts';

/** How far a guess can be trusted: `sure` is shown by the lines, `likely` agrees with them, `guess` could be otherwise. */
export type Certainty = 'sure' | 'likely' | 'guess';

/** How sure a guess is, and by what. */
export interface Ground {
  readonly certainty: Certainty;
  readonly why: string;
}

/** One setting of a definition with its ground; null where there is nothing to say. */
export interface GuessedSetting {
  readonly key: string;
  readonly value: unknown;
  readonly ground: Ground | null;
}

/** A column of a sample, with what each of its records says in it. */
export interface SampleColumn {
  /** How the definition calls it. */
  readonly column: Column;
  /** Its words in the heading, in small letters with a blank between two; '' where there is no heading. */
  readonly title: string;
  readonly place: number;
  /** One for each record, without blanks around it. */
  readonly values: readonly string[];
}

/** A definition drawn from a sample: what it says, and why. */
export interface DraftDefinition {
  readonly driver: 'delimited' | 'fixed-width';
  /** About the sample as a whole. */
  readonly remarks: readonly string[];
  readonly settings: readonly GuessedSetting[];
  readonly call: readonly GuessedSetting[];
  readonly extra: readonly GuessedSetting[];
  readonly conditions: readonly GuessedSetting[];
  /** Fields of the call that would go well with the sample, but that no sample can show to be right. */
  readonly possible: readonly GuessedSetting[];
  /** What must be filled in before the calls have their parties; null where nothing must. */
  readonly parties_missing: PartyWarning | null;
  /** Sentences about the columns that are not used. */
  readonly unused: readonly string[];
}

/** What must be filled in by hand before calls have their parties. */
export interface PartyWarning {
  readonly sentence: string;
  /** Settings under `call` that are lacking. */
  readonly lacking: readonly string[];
}

/** Why nothing can be drawn from a sample: a sentence, and what would help. */
export interface NoDraft {
  readonly trouble: string;
  readonly hint: string;
}

export const SURE = (why: string): Ground => ({ certainty: 'sure', why });
export const LIKELY = (why: string): Ground => ({ certainty: 'likely', why });
export const GUESS = (why: string): Ground => ({ certainty: 'guess', why });

/** The settings as the driver takes them. */
export function definitionOf({
  settings,
  call,
  extra,
  conditions,
}: DraftDefinition): Record<string, unknown> {
  const fields = keyed(call);
  if (extra.length > 0) fields.extra = keyed(extra);
  const definition = { ...keyed(settings), call: fields };
  return conditions.length === 0
    ? definition
    : { ...definition, conditions: conditions.map(({ value }) => value) };
}

function keyed(settings: readonly GuessedSetting[]): Record<string, unknown> {
  return Object.fromEntries(settings.map(({ key, value }) => [key, value]));
}

/** `1 line`, `12 lines` */
export function many(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

/** `12 of 12 values` */
export function ofAll(count: number, all: number, what = 'value'): string {
  return `${count} of ${many(all, what)}`;
}

/** A column, or a date and a time together, from which moments can be read. */
export interface TimeSource {
  readonly columns: readonly SampleColumn[];
  readonly title: string;
  readonly pattern: string;
  readonly holds: 'moment' | 'time';
  readonly ground: Ground;
  /** Milliseconds for each record; of a time without a date those since midnight. */
  readonly ms: readonly (number | null)[];
}
