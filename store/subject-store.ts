import type { Anonymity } from '../record/age-edges.ts';
import type { Erasing, Erasure } from '../record/erasure.ts';
import type { IntakeId, UtcMs } from '../record/intake.ts';
import type { MaskPiece } from '../record/number-mask.ts';
import type { Subject } from '../record/subject.ts';
import type { ChunkToBlank } from './raw-copy-store.ts';

/** How many of each kind of thing, by its name: `calls`, `undefined_lines`, `raw_lines` … */
export type SubjectCounts = Readonly<Record<string, number>>;

/** Before the name of a file, and what it is: that many places in it still hold the number. */
export const PLACES_IN = 'places in ';

/** Before a month, what of a person was known of its archive: on so many days they were a party. */
export const DAYS_IN_ARCHIVE = 'days known of archive ';

/** What is told of calls that nobody is in any more and that are not counted to the unit that they were of. */
export const COUNTED_ELSEWHERE = {
  'unit above': 'calls_counted_to_unit_above',
  'no unit': 'calls_counted_to_no_unit',
} as const;

/** Counts and minutes of days, as `totals` shows them. */
export interface SubjectTotals {
  readonly legs: number;
  readonly calls: number;
  readonly answered: number;
  readonly duration_ms: number;
}

/** A request to erase, as it stands. */
export interface SubjectRequest {
  readonly id: number;
  readonly asked_at: UtcMs;
  readonly asked_by: string;
  readonly reason: string;
  /** `deferred`: legal holds keep some of it, which goes when they end. */
  readonly state: 'open' | 'deferred' | 'done';
  /** Sealed (record/sealed-subject.ts), until it is done. */
  readonly subject: string | null;
  readonly erasure: Erasure;
  readonly counts: SubjectCounts;
  readonly deferred: SubjectCounts;
  /** Of the days on which something went, each as often as something did. */
  readonly totals: { readonly before?: SubjectTotals; readonly after?: SubjectTotals };
  readonly certificate: string | null;
  readonly done_at: UtcMs | null;
}

/** What every step of an erasure says. */
export interface ErasingWish {
  readonly request: number;
  readonly subject: Subject;
  /** Keyed hashes of every form of them. */
  readonly hashes: readonly string[];
  readonly how: Erasing;
  readonly at: UtcMs;
  /** Legal holds in force on this day keep what they name. */
  readonly today: number;
  readonly mask: readonly MaskPiece[];
  readonly anonymity: Anonymity;
  /** The installation's key, for what calls that stay without anybody in them are known by. */
  readonly key: Uint8Array;
}

/** What one step came to; what went is added to the counts of its request in the same transaction. */
export interface ErasedStep {
  readonly gone: SubjectCounts;
  readonly deferred: SubjectCounts;
  /** Calls that legal holds keep, by id: one that is met in several steps is one. */
  readonly kept_calls: readonly number[];
}

export interface ErasedDays extends ErasedStep {
  readonly done: boolean;
  /** The last day that was looked at. */
  readonly after: number;
}

/** Lines of a chunk in which the number or name stands. */
export interface LinesToErase extends ErasingWish {
  readonly chunk: Pick<ChunkToBlank, 'intake' | 'first_offset' | 'end_offset'>;
  readonly lines: readonly { readonly offset: number; readonly length: number }[];
}

/** Calls in whose texts the number or name stands. */
export interface NamedCallsToErase extends ErasingWish {
  readonly ids: readonly number[];
}

/** Copies of a person, with the texts of entries of call memories in which the number stands. */
export interface CopiesToErase extends ErasingWish {
  readonly entry_texts: readonly string[];
}

/** An erasure that is to be planned, with what was found by reading. */
export interface ErasureToPlan extends Omit<CopiesToErase, 'request'> {
  readonly chunks: readonly Pick<LinesToErase, 'chunk' | 'lines'>[];
  /** Calls in whose texts it stands, as they were met. */
  readonly named: readonly (readonly number[])[];
  /** Delivered reports, by their number. */
  readonly statements: readonly number[];
  /** Null where texts are left alone. */
  readonly texts: readonly (NamingText & { left: string | null })[] | null;
}

/** What one legal hold keeps from an erasure. */
export interface HoldKeeps {
  readonly hold: number;
  /** Its last day; null: until it is released. */
  readonly until: number | null;
  readonly calls: number;
  readonly raw_lines: number;
}

export interface PlannedErasure {
  readonly steps: readonly ErasedStep[];
  readonly holds: readonly HoldKeeps[];
  /** What is left then of which nobody can tell whose it is. */
  readonly unknown_attachments: UnknownAttachments;
}

/** Attachments of which nothing that is stored says whose call they are of, and the last day that one of them ages by. */
export interface UnknownAttachments {
  readonly count: number;
  readonly last_day: number | null;
}

/** A text outside of calls that can name somebody: a name of a file or an attachment, an older version of the configuration, a trunk, what somebody wrote into a contact or of a person. */
export interface NamingText {
  readonly kind: (typeof NAMING_TEXTS)[number];
  readonly key: string;
  readonly text: string;
  /** It cannot go without harm to what is in force; a person has to change that first. */
  readonly stays: boolean;
}

export const NAMING_TEXTS = [
  'file_names',
  'origins',
  'transfers',
  'refused_files',
  'refused_attachments',
  'attachment_names',
  'configuration_versions',
  'settings',
  'trunks',
  'contact_names',
  'person_fields',
  'legal_holds',
  'restrictions',
  'reasons',
] as const;

/** In these a name is that of another contact, or another person: a number alone is looked for. */
export const NAMED_BY_NUMBER: ReadonlySet<NamingText['kind']> = new Set(['contact_names', 'person_fields']);

/** Before a field of a person of the directory, and their id: the number is left there, as it may be somebody else's. */
export const LEFT_IN_DIRECTORY = 'left in the directory, ';

/** Under which name a text is counted that stays. */
export function keptAs({ kind, key }: Pick<NamingText, 'kind' | 'key'>): string {
  return kind === 'person_fields' ? LEFT_IN_DIRECTORY + key : kind;
}

/** In which table stands what can stay. */
export const TABLE_OF_TEXT: Readonly<Partial<Record<NamingText['kind'], string>>> = {
  transfers: 'transfer',
  configuration_versions: 'configuration_version',
  settings: 'processing_settings',
  legal_holds: 'legal_hold',
  restrictions: 'restriction',
};

/** A text of the database that stays, by the name of its table. */
export interface StayingText {
  readonly table: string;
  readonly text: string;
}

/** What requests of people ask of the store. Only the gateway (privacy/gateway.ts) asks for what takes something away. */
export interface SubjectStore {
  addSubjectRequest(
    request: Pick<SubjectRequest, 'asked_at' | 'asked_by' | 'reason'> & { subject: string; how: Erasing },
    hashed: Omit<Erasure, 'id'>,
  ): Promise<number>;
  subjectRequest(id: number): Promise<SubjectRequest | null>;
  /** Those that are not done, in order. */
  openSubjectRequests(): Promise<readonly SubjectRequest[]>;
  /** The audit log is a database of its own: what went there is added to what the request has taken. */
  noteErasedAudit(id: number, entries: number): Promise<void>;
  /** How an attempt ended. One that is done forgets whom it was about. */
  settleSubjectRequest(
    id: number,
    end: { deferred: SubjectCounts; certificate: string | null; at: UtcMs },
  ): Promise<void>;
  /** The next days with calls of the subject, each with all that follows from its calls, in one transaction. */
  eraseCalls(wish: ErasingWish & { after: number }): Promise<ErasedDays>;
  /** Raw copies that stand, in order. */
  standingCopies(): Promise<readonly IntakeId[]>;
  eraseLines(wish: LinesToErase): Promise<ErasedStep>;
  eraseNamedCalls(wish: NamedCallsToErase): Promise<ErasedStep>;
  /** Call memories, totals that name an extension, the directory, what is known of archives. */
  eraseCopies(wish: CopiesToErase): Promise<ErasedStep>;
  /** What it would take and keep; nothing is changed. Broken off when nobody waits for it any more. */
  tryErasure(wish: ErasureToPlan, signal: AbortSignal): Promise<PlannedErasure>;
  namingTexts(): Promise<readonly NamingText[]>;
  /** Each with what is left of it, or null where nothing is. */
  eraseTexts(
    wish: Pick<ErasingWish, 'request' | 'today' | 'at'>,
    texts: readonly (NamingText & { left: string | null })[],
  ): Promise<ErasedStep>;
  /** Attachments within a period of which nobody can tell whose they are. */
  unknownAttachments(period: Pick<Subject, 'from_day' | 'to_day'>): Promise<UnknownAttachments>;
  /** Every number, or name, of a party that is stored, each once. */
  storedParties(): Promise<{ numbers: readonly number[]; names: readonly string[] }>;
  placeRestriction(restriction: {
    readonly placed_at: UtcMs;
    readonly placed_by: string;
    readonly reason: string;
    readonly subject: Subject;
  }): Promise<number>;
  releaseRestriction(id: number, by: { at: UtcMs; by: string; reason: string }): Promise<boolean>;
  /** Erased calls of days before one, which no line may bring any more. */
  forgetSuppressed(before: number): Promise<void>;
}
