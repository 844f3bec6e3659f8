import type { UtcMs } from './intake.ts';

/** The format of the file in which a statement has every row, by which it is verified. */
export const RECORD_FORMAT = 'record';

/** A report that was made by a schedule, as it is stored. */
export interface Statement {
  readonly id: number;
  readonly schedule: string;
  readonly report: string;
  /** Null where somebody asked for it. */
  readonly due_at: UtcMs | null;
  readonly started_at: UtcMs;
  readonly ended_at: UtcMs;
  /** `schedule`, or who asked. */
  readonly asked_by: string;
  readonly from_day: number | null;
  readonly to_day: number | null;
  /** The moment by which its period is told, however late it could be made. */
  readonly asked_at: UtcMs;
  /**
   * `waiting`: it could not be made yet, or is to be made in the place of another, at `next_at`; `failed`: it could not be made; `erased`: a
   * person in it was forgotten, and its files are gone.
   */
  readonly state: 'made' | 'waiting' | 'failed' | 'erased';
  readonly next_at: UtcMs | null;
  readonly trouble: string | null;
  /** As JSON; null where it could not be made. */
  readonly receipt: string | null;
}

/** An encrypted file of a statement that is durable. */
export interface SealedStatementFile {
  readonly format: string;
  /** As it is called where it is delivered. */
  readonly name: string;
  /** Name of its encrypted file, and whose key it is encrypted by. */
  readonly file: string;
  readonly month: string;
  /** Before it was encrypted. */
  readonly bytes: number;
  readonly sha256: string;
}

/** A place to which a statement is brought: a folder, or one mailbox. */
export interface Dispatch {
  readonly id: number;
  readonly kind: 'folder' | 'mail';
  readonly address: string;
  /** Of a mail, the same at each try, so that one that came twice is known. */
  readonly message_id: string | null;
  /** `withheld`: its reader is not shown any more what is in it. */
  readonly state: 'waiting' | 'delivered' | 'failed' | 'withheld';
  readonly tries: number;
  readonly next_at: UtcMs | null;
  readonly ended_at: UtcMs | null;
}

/** A statement whose files are durable, with the places it is to be brought to. */
export interface MadeStatement extends Omit<Statement, 'id'> {
  /** The number of one that waited to be made; null for a new one. */
  readonly again: number | null;
  /** Those that wait for the same days and are not made any more, because this one is in their place. */
  readonly instead_of: readonly number[];
  /** The day it ages by. */
  readonly day: number;
  /** It has columns in which a person, or what is theirs, can stand. */
  readonly of_people: boolean;
  readonly files: readonly SealedStatementFile[];
  readonly dispatches: readonly Pick<Dispatch, 'kind' | 'address' | 'message_id'>[];
}
