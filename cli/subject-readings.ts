import { asSentNumber, extensionNumber } from '../record/number.ts';
import { foldedName } from '../record/same-name.ts';
import type { Subject } from '../record/subject.ts';
import type { Configuration } from '../settings/configuration.ts';
import { storedSpellings } from '../store/queries/stored-names.ts';
import { namesKnownBy } from '../store/queries/subject-directory.ts';
import type { CommandCall } from './command.ts';
import { createNumberForms } from './number-forms.ts';
import { givenDay } from './usage.ts';

export const SUBJECT_KINDS = ['number', 'extension', 'person', 'name'] as const;
export type SubjectKind = (typeof SUBJECT_KINDS)[number];

export interface SubjectReading {
  readonly kind: SubjectKind;
  readonly subject: Subject;
}

/** Everything that a text can mean: a number, an extension, a person of the directory by what only they have, a name. */
export function subjectReadings(
  call: CommandCall,
  typed: string,
  sites: Configuration['sites'],
): SubjectReading[] {
  const { connection } = call.reading();
  const [from_day, to_day] = [givenDay(call, 'from'), givenDay(call, 'to')];
  const subject = { numbers: [], extensions: [], names: [], from_day, to_day };
  const named = (kind: SubjectKind, name: string): SubjectReading => {
    const names = [...new Set([name, ...storedSpellings(connection, name)])];
    return { kind, subject: { ...subject, names } };
  };
  const people = namesKnownBy(connection, typed)
    .filter((name) => foldedName(name) !== foldedName(typed))
    .map((name) => named('person', name));
  const isNumber = /^(?:tel:)?\+?[\d\s()./*#-]+$/i.test(typed) && /\d/.test(typed);
  if (!isNumber) {
    const readings = [...people, named('name', typed)];
    // An address such as sip:anna@example.org is a number that is text.
    if (/[@:]/.test(typed))
      readings.unshift({ kind: 'number', subject: { ...subject, numbers: [asSentNumber(typed)] } });
    return readings;
  }
  const inside = /^\d{1,12}$/.test(typed) ? extensionNumber(typed) : null;
  const forms = createNumberForms(sites)(typed).filter((form) => form !== inside);
  const number: SubjectReading = { kind: 'number', subject: { ...subject, numbers: forms } };
  if (inside === null) return [number, ...people];
  const extension = { ...subject, numbers: [inside], extensions: [inside] };
  return [number, { kind: 'extension', subject: extension }, ...people];
}
