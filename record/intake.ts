import type { LineCounts } from './outcome.ts';

/** Whole milliseconds since 1970 in UTC. */
export type UtcMs = number;

/** One received file, or one source's day of stream. The id never means anything. */
export type IntakeId = number;

/**
 * How an intake came to be. A `resent` one has the same bytes as an earlier intake: its lines are accounted for as
 * duplicates, its raw copy is that of the earlier one.
 */
export const INTAKE_KINDS = ['file', 'stream', 'resent'] as const;
export type IntakeKind = (typeof INTAKE_KINDS)[number];

export interface Intake {
  readonly id: IntakeId;
  readonly source: string;
  readonly kind: IntakeKind;
  /** Name at the origin; null for streams. Can hold a number or a name, so it is never a path of ours nor a log line. */
  readonly name: string | null;
  /** UTC day of arrival, whole days since 1970. */
  readonly day: number;
  readonly received_at: UtcMs;
  /** Of a `resent` intake, the intake that has the bytes. */
  readonly same_as: IntakeId | null;
  /** Unpacked bytes that are durable in the raw copy; of an open stream only what was known at the last commit. */
  readonly length: number;
  /** No more bytes will come: what stands after the last line end is a line. */
  readonly finished: boolean;
  /** Bytes already accounted for. */
  readonly cursor: number;
  /** Keyed hash of the whole content so far; null for streams. */
  readonly content_mac: string | null;
  readonly counts: LineCounts;
}

/**
 * One file, or one connection of a stream. Equal lines are told apart by their count within a delivery and those it
 * continues.
 */
export interface Delivery {
  readonly id: number;
  readonly intake: IntakeId;
  readonly session: number | null;
  readonly received_at: UtcMs;
  /** Where the delivery begins and ends in the intake, bytes; the end is null while it goes on. */
  readonly first_offset: number;
  readonly end_offset: number | null;
  /** Of a connection that goes on from the stream of another day, its delivery there; null for every other. */
  readonly continues: number | null;
}

/** How long what came of a file is kept when nobody goes on with it: its server is away, or its source not configured. */
export const TRANSFER_KEPT_MS: number = 3 * 86_400_000;

export const SESSION_RESULTS = ['open', 'ok', 'failed', 'refused', 'broken'] as const;
export type SessionResult = (typeof SESSION_RESULTS)[number];

/** One connection to a telephone system or drop folder, or one round over a watched folder that brought something. */
export interface Session {
  readonly id: number;
  readonly source: string;
  readonly started_at: UtcMs;
  readonly ended_at: UtcMs | null;
  /** Address and port, or the folder. */
  readonly peer: string;
  readonly result: SessionResult;
  /** What happened, in a sentence, without numbers or names of people or files. */
  readonly detail: string | null;
  readonly bytes: number;
  readonly files: number;
  /** Of these files, how many were known already (resent or renamed). */
  readonly files_known: number;
  /** How many tries in a row had failed before this one. */
  readonly retries: number;
}

/** A file that a source could not take as it is; forgotten when it is taken, or is not at its origin any more. */
export interface RefusedFile {
  readonly source: string;
  /** As the origin lists it. Can hold a number or a name, so it is never a log line. */
  readonly path: string;
  /** When it was first refused. */
  readonly refused_at: UtcMs;
  /** The session that found it out last. */
  readonly session: number;
  /** Why, in a sentence, and what to do about it. */
  readonly reason: string;
  readonly hint: string;
}

/** A file of which only a part came before its connection broke: gone on with if the origin still has what came. */
export interface Transfer {
  readonly source: string;
  /** As the origin lists it. */
  readonly path: string;
  /** Number and day of its unfinished raw copy. */
  readonly intake: IntakeId;
  readonly day: number;
  /** Size and modification time that the origin gave when it was begun, or gone on with. */
  readonly size: number;
  readonly modified_at: UtcMs;
  /** Bytes that are durable in the raw copy, and their keyed hash. */
  readonly length: number;
  readonly content_mac: string;
  readonly noted_at: UtcMs;
}

/** What is remembered of a file at its origin, so that growth, truncation, rotation and resending are told apart. */
export interface Origin {
  readonly source: string;
  /** Path as the origin lists it. */
  readonly path: string;
  readonly intake: IntakeId;
  /** Size and modification time when it was last taken, as the origin gave them (packed size of a packed file). */
  readonly size: number;
  readonly modified_at: UtcMs;
  /** Bytes taken so far; equals size unless the file is packed. */
  readonly consumed: number;
  /** Keyed hash of the first `head_length` bytes (at most 4 KiB). */
  readonly head_mac: string;
  readonly head_length: number;
  /** Keyed hash of the (at most) 64 KiB before `consumed`. */
  readonly tail_mac: string;
  /** Where the keyed hash over the content stood at the last whole block before `consumed`: carried on when it grows. */
  readonly content_chain: string;
  /** `open` may still grow; `finished` was taken whole; `refused` cannot be taken as it is (see its session). */
  readonly state: 'open' | 'finished' | 'refused';
}

export interface NewFile {
  readonly intake: IntakeId;
  readonly source: string;
  readonly name: string;
  readonly day: number;
  readonly received_at: UtcMs;
  readonly session: number | null;
  readonly length: number;
  readonly finished: boolean;
  readonly content_mac: string | null;
  /** Null for files that are handed over once (`ingest`), whose origin nobody looks at again. */
  readonly origin: Omit<Origin, 'source' | 'intake'> | null;
  /** Of the past: its calls are nobody's last ones, although they arrive last. */
  readonly backfill?: boolean;
}

/** One of the files in an archive; where its bytes are known, of an earlier file or of one beside it, which intake has them. */
export interface ArchivedFile extends NewFile {
  readonly same_as: IntakeId | null;
}

/**
 * What the collector asks the store to remember. Every method resolves only when it is durable, in one transaction.
 */
export interface IntakeRegister {
  /** A number no intake had before; the raw copy is written under it before the intake is added. */
  reserveIntake(): Promise<IntakeId>;
  addFile(file: NewFile): Promise<void>;
  /**
   * An intake whose bytes an earlier intake of the same source begins with: accounted for as duplicates, never copied
   * again. The earlier one may grow at any time, so how many bytes are meant is said here.
   */
  addResent(file: Omit<NewFile, 'finished'>, sameAs: IntakeId): Promise<void>;
  /** All files of an archive at once, each an intake; the archive is remembered at its origin, if it has one. */
  addArchive(files: readonly ArchivedFile[], origin: Origin | null): Promise<void>;
  /**
   * The raw copy of a file grew (or was found finished) at its origin. False when it was sealed meanwhile: a sealed copy
   * never grows, and what was appended to the plain one counts for nothing.
   */
  growFile(
    intake: IntakeId,
    growth: {
      length: number;
      /** When the bytes it grew by arrived; their lines are judged by it. */
      received_at: UtcMs;
      finished: boolean;
      content_mac: string | null;
      origin: Omit<Origin, 'source' | 'intake'>;
    },
  ): Promise<boolean>;
  addStream(stream: { intake: IntakeId; source: string; day: number; received_at: UtcMs }): Promise<void>;
  /** A connection starts to write into a stream intake at this offset; the one it goes on from is closed. */
  openDelivery(delivery: Omit<Delivery, 'id' | 'end_offset'>): Promise<number>;
  closeDelivery(delivery: number, endOffset: number): Promise<void>;
  /** Ends the deliveries of a stream that a crash left open, and counts what their sessions brought: nothing came after this offset. */
  closeLeftDeliveries(intake: IntakeId, endOffset: number): Promise<void>;
  /** The stream's day is over and no connection writes into it any more. */
  finishStream(intake: IntakeId, length: number): Promise<void>;
  /** Stream intakes of this source that were never finished (after a crash, or earlier today). */
  openStreams(source: string): Promise<readonly Intake[]>;

  intake(id: IntakeId): Promise<Intake | null>;
  /** The intake of this source with exactly this content. */
  findContent(source: string, contentMac: string): Promise<Intake | null>;
  origins(source: string): Promise<readonly Origin[]>;
  /** What files are known by whose intakes have left the ledger. */
  pastFiles(source: string): Promise<readonly string[]>;
  /** Remembers or changes what is known of a file at its origin, also one that was refused (intake 0). */
  setOrigin(origin: Origin): Promise<void>;
  /** The file was moved at its origin: its memory moves along. */
  renameOrigin(source: string, from: string, to: string): Promise<void>;

  /** How far a file has come. That it was taken, or refused, is told by its origin (`addFile` and the like). */
  noteTransfer(transfer: Transfer): Promise<void>;
  transfers(source: string): Promise<readonly Transfer[]>;
  /** What came of a file counts for nothing: it is begun anew, or is not at its origin any more. */
  forgetTransfer(source: string, path: string): Promise<void>;

  /** A file cannot be taken as it is. That it was taken after all is told by its origin (`addFile` and the like). */
  noteRefused(file: RefusedFile): Promise<void>;
  refusedPaths(source: string): Promise<readonly string[]>;
  /** A refused file is not at its origin any more. */
  forgetRefused(source: string, path: string): Promise<void>;

  openSession(session: Pick<Session, 'source' | 'started_at' | 'peer' | 'retries'>): Promise<number>;
  closeSession(
    id: number,
    end: Pick<Session, 'ended_at' | 'result' | 'detail' | 'bytes' | 'files' | 'files_known'>,
  ): Promise<void>;
  /** The trusted host key of a source, `SHA256:…` as ssh-keygen -l prints it. */
  trustedHostKey(source: string): Promise<string | null>;
  trustHostKey(source: string, fingerprint: string): Promise<void>;
}
