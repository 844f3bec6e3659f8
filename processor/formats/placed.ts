import type { Field, Reading, TextPlace } from '../../record/reading.ts';

/** The characters of a field; null where it stands nowhere, or nobody can tell where. */
export type FindField = (field: Field) => TextPlace | null;

/** The reading with the characters of the field that failed; one that names no field as it is. */
export function placed(reading: Reading, find: FindField): Reading {
  if (reading.kind !== 'undefined' || reading.place === undefined) return reading;
  const { place } = reading;
  if (typeof place === 'object' && 'from' in place) return reading;
  const found = [place].flat().flatMap((field) => find(field) ?? []);
  if (found.length === 0) return reading;
  const from = Math.min(...found.map((one) => one.from));
  const to = Math.max(...found.map((one) => one.to));
  return { ...reading, place: { from, to } };
}

/** The reading of a record before which so many characters of the line were taken away. */
export function movedBy(reading: Reading, characters: number): Reading {
  if (characters === 0 || reading.kind !== 'undefined') return reading;
  const { place } = reading;
  if (place === undefined || typeof place !== 'object' || !('from' in place)) return reading;
  const { from, to } = place;
  return { ...reading, place: { from: Math.max(0, from + characters), to: Math.max(0, to + characters) } };
}

/** What stands from one character to another without blanks around it; where all is blank, all of it that the text has. */
export function textWithin(text: string, from: number, to: number): TextPlace {
  const first = Math.min(Math.max(0, from), text.length);
  const last = Math.min(Math.max(first, to), text.length);
  const part = text.slice(first, last);
  if (part.trim() === '') return { from: first, to: last };
  const start = first + part.length - part.trimStart().length;
  return { from: start, to: start + part.trim().length };
}
