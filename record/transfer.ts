import type { SeenCall } from './call.ts';

/** The form of the file in which calls go from one installation to another; the first thing its first line says. */
export const TRANSFER_FORM = 'ledgerline transfer 1';
/** The driver that reads its lines where they arrive. */
export const TRANSFER_DRIVER = 'ledgerline-transfer';

/** The first line of a file. */
export interface TransferHeading {
  readonly form: typeof TRANSFER_FORM;
  /** Of which installation the calls are; says nothing else. */
  readonly installation: string;
  readonly program: string;
  readonly made_at: string;
  /** What was asked for: local days, null is any; sources, none is all. */
  readonly from: string | null;
  readonly to: string | null;
  readonly sources: readonly string[];
}

/** Each further line but the last: a call as whoever exported it is shown it. */
export interface TransferredCall extends Omit<SeenCall, 'head' | 'rate' | 'held_by' | 'marks'> {
  readonly installation: string;
  /** What the legs of one call have in common; null where it has one leg. */
  readonly group: number | null;
}

/** The last line, without which a file is not whole. */
export interface TransferEnd {
  readonly end: typeof TRANSFER_FORM;
  readonly calls: number;
}
