import type { HoldConditions } from './legal-hold.ts';
import type { Subject } from './subject.ts';

/** What becomes of calls: they go, or stay as calls of nobody where their costs and minutes must. */
export const ERASING = ['delete', 'anonymise'] as const;
export type Erasing = (typeof ERASING)[number];

/**
 * What one erasure was, without a number or name: enough, with the installation's key, to do it again on a store that was
 * restored from before it.
 */
export interface Erasure {
  readonly id: number;
  readonly at_ms: number;
  readonly how: Erasing;
  /** Keyed hashes of each form of the number, of the extensions and of the names. */
  readonly numbers: readonly string[];
  readonly extensions: readonly string[];
  readonly names: readonly string[];
  readonly from_day: number | null;
  readonly to_day: number | null;
}

/** An attachment that somebody deleted before its age: nothing but the meaningless name of its file. */
export interface AttachmentErasure {
  readonly attachment: string;
  readonly at_ms: number;
}

/** What the list at the targets of backups has, to be done again on what is restored. */
export type LoggedErasure = Erasure | AttachmentErasure;

/** Keyed hash of a number of the store, or of a name, so that equal ones can be found again by whoever has the key. */
export type SubjectMac = (what: 'number' | 'name', text: string) => string;

/** Of a number or extension as the store holds it, or of a name as a call has it. */
export function partyHash(mac: SubjectMac, party: number | string): string {
  return typeof party === 'string' ? mac('name', party) : mac('number', String(party));
}

/** Of every form of whom a request is about. */
export function subjectHashes(
  { numbers, extensions, names }: Pick<HoldConditions, 'numbers' | 'extensions' | 'names'>,
  mac: SubjectMac,
): string[] {
  return [...new Set([...numbers, ...extensions, ...names].map((party) => partyHash(mac, party)))];
}

/** The same, of what is left of whom an erasure was about. */
export function erasureHashes({
  numbers,
  extensions,
  names,
}: Pick<Erasure, 'numbers' | 'extensions' | 'names'>): string[] {
  return [...new Set([...numbers, ...extensions, ...names])];
}

/** What is left of whom it was about. */
export function erasureOf(
  subject: Subject,
  { id, at_ms, how }: Pick<Erasure, 'id' | 'at_ms' | 'how'>,
  mac: SubjectMac,
): Erasure {
  const { numbers, extensions, names, from_day, to_day } = subject;
  const hashed = (list: readonly number[]): string[] => list.map((one) => mac('number', String(one))).sort();
  return {
    ...{ id, at_ms, how },
    numbers: hashed(numbers),
    extensions: hashed(extensions),
    names: [...new Set(names.map((name) => mac('name', name)))].sort(),
    ...{ from_day, to_day },
  };
}
