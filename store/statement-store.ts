import type { UtcMs } from '../record/intake.ts';
import type { Dispatch, MadeStatement, Statement } from '../record/statement.ts';
import type { AttachmentFile } from './attachment-store.ts';
import type { ErasedStep, ErasingWish } from './subject-store.ts';

/** A schedule of the document in force, as far as the store knows it. */
export interface KnownSchedule {
  readonly name: string;
  /** When it was due last; of one that is new, or has another time, when that came into force. */
  readonly due_at: UtcMs;
}

/** A dispatch that is to be tried now, with what is brought. */
export interface WaitingDispatch {
  readonly id: number;
  readonly statement: number;
  readonly schedule: string;
  readonly report: string;
  readonly started_at: UtcMs;
  readonly receipt: string;
  readonly kind: Dispatch['kind'];
  readonly address: string;
  readonly message_id: string | null;
  readonly tries: number;
}

/** A statement that is to be made now. */
export interface WaitingStatement {
  readonly id: number;
  readonly schedule: string;
  readonly due_at: UtcMs | null;
  readonly asked_by: string;
  readonly asked_at: UtcMs;
  /** Tries that failed, and when the first of them did. */
  readonly tries: number;
  readonly failed_at: UtcMs | null;
  /** Places that it is for; of one that is made in the place of another alone. */
  readonly dispatches: number;
}

/** What its reader is not shown any more. */
export interface Withholding {
  readonly statement: number;
  readonly at: UtcMs;
  readonly why: string;
  /** Of its dispatches that wait, those that get another one in its place. */
  readonly anew: readonly { readonly id: number; readonly message_id: string | null }[];
}

/** How a try to deliver ended. */
export interface DispatchTry {
  readonly at: UtcMs;
  /** `waiting`: it is tried again at `next_at`. */
  readonly state: Dispatch['state'];
  readonly detail: string | null;
  readonly next_at: UtcMs | null;
}

/** A file of a statement, to be brought. */
export interface StatementFile extends AttachmentFile {
  readonly format: string;
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** What making and delivering scheduled reports asks of the store. */
export interface StatementStore {
  /** These are the schedules in force, and no others; a new one, and one of another timing, is due from now on. */
  keepSchedules(schedules: readonly { name: string; timing: string }[], now: UtcMs): Promise<void>;
  knownSchedules(): Promise<readonly KnownSchedule[]>;
  /** One transaction: the report, its files, where it is to go, that its schedule was done, and what it is in the place of. Gives its number. */
  addStatement(statement: MadeStatement): Promise<number>;
  /** Those that are to be made by then, of all schedules. */
  waitingStatements(by: UtcMs): Promise<readonly WaitingStatement[]>;
  /** How it stands; null where there is none of that number any more. */
  stateOf(statement: number): Promise<Statement['state'] | null>;
  /** One that waited is not made any more. */
  stopWaiting(statement: number, end: { readonly at: UtcMs; readonly why: string }): Promise<void>;
  /** Nothing more of it is delivered. Gives the number of the one that is to be made in its place; null where none is. */
  withhold(wish: Withholding): Promise<number | null>;
  waitingDispatches(now: UtcMs): Promise<readonly WaitingDispatch[]>;
  /** Those that wait, of one statement, whenever they are to be tried. */
  dispatchesOf(statement: number): Promise<readonly WaitingDispatch[]>;
  /** Places to which it was not brought, or not yet. */
  undelivered(statement: number): Promise<number>;
  filesOf(statement: number): Promise<readonly StatementFile[]>;
  noteTry(dispatch: number, end: DispatchTry): Promise<void>;
}

/** Statements that are to go because of their age: those that show people, and the others, of days before an edge; null: none. */
export interface StatementsToExpire {
  readonly of_people: number | null;
  readonly others: number | null;
  readonly limit: number;
  readonly today: number;
}

/** What takes statements away for good; what legal holds keep is left. Only the gateway (privacy/gateway.ts) asks for it. */
export interface StatementRemovalStore {
  /** A batch of them leaves the store; their files are to follow. Gives how many. */
  giveUpOldStatements(wish: StatementsToExpire): Promise<number>;
  /** Those whose period touches the one of a person, with the file of their rows. */
  statementsOfPeople(
    period: Pick<ErasingWish['subject'], 'from_day' | 'to_day'>,
  ): Promise<readonly (Pick<Statement, 'id'> & AttachmentFile)[]>;
  /** Its files go, and what of its receipt could name somebody; that it was made and delivered stays. */
  eraseStatement(wish: Pick<ErasingWish, 'request' | 'today'>, statement: number): Promise<ErasedStep>;
}
