import type { LegPart } from '../../record/leg-part.ts';

/** Supervised and unsupervised transfer, conference, and the marks of call distribution. */
const BY_MARK: Readonly<Record<string, LegPart | undefined>> = {
  T: 'transfer',
  X: 'transfer',
  C: 'conference',
  U: 'queue',
  I: 'queue',
  R: 'queue',
};

/** The marks of a record as printed, '' for none; a record that only names another call is a consultation for it. */
export function mitelLeg(marks: {
  readonly transfer: string;
  readonly speed: string;
  readonly associated: string;
}): LegPart | '' {
  const marked = BY_MARK[marks.transfer];
  if (marked !== undefined) return marked;
  if (marks.speed === 'F') return 'forward';
  return marks.associated === '' ? '' : 'consultation';
}
