import type { Expected } from './written-lines.ts';

/** Local days since 1970, both inclusive. */
export interface Days {
  readonly first: number;
  readonly last: number;
}

/** What a source is given in the course of the demo. */
export interface Deliveries {
  /** What must have become of everything at the end. */
  readonly expected: Expected;
  /** Lines that must be accounted for before `later` is due. */
  readonly linesBefore: number;
  /** What comes while the service is running: files that grow, come again, overlap. */
  later(): void;
}
