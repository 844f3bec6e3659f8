import type { Anonymity } from '../record/age-edges.ts';
import type { Erasing } from '../record/erasure.ts';
import { byNumberAlone, canName, type NamedPlace, type Naming, namingOf } from '../record/naming.ts';
import { showNumber } from '../record/number.ts';
import type { MaskPiece } from '../record/number-mask.ts';
import { OperationError } from '../record/operation-error.ts';
import type { Subject } from '../record/subject.ts';
import type { AttachmentFile } from '../store/attachment-store.ts';
import type { ChunkToBlank, RawCopyStore } from '../store/raw-copy-store.ts';
import type { StatementRemovalStore } from '../store/statement-store.ts';
import {
  type ErasedStep,
  type ErasingWish,
  NAMED_BY_NUMBER,
  type NamingText,
  type SubjectCounts,
  type SubjectStore,
} from '../store/subject-store.ts';

/** Searches for a person where nothing but reading finds one. */
export interface NamingHands {
  places(naming: Naming): Promise<(text: string) => NamedPlace[]>;
  /** Lines of a chunk, as they were cut when they were judged. */
  lines(chunk: ChunkToBlank, naming: Naming): Promise<readonly { offset: number; length: number }[]>;
  /** Calls in whose texts somebody stands, some at once: what their lines said where those are gone. */
  calls(naming: Naming, period: Pick<Subject, 'from_day' | 'to_day'>): AsyncIterable<readonly number[]>;
  /** Texts of entries of call memories that name somebody by number: a name is compared as a whole. */
  entries(naming: Naming): Promise<string[]>;
  /** Whether a delivered report has anything of a person, by the file of its rows. */
  stands(file: AttachmentFile, naming: Naming, extensions: readonly string[]): Promise<boolean>;
}

export interface ErasingParts {
  readonly store: SubjectStore & StatementRemovalStore & Pick<RawCopyStore, 'chunksOf'>;
  readonly inTurn: <Result>(work: () => Promise<Result>) => Promise<Result>;
  readonly naming: NamingHands;
  /** Overwrites what is on the list. */
  readonly blank: () => Promise<void>;
  /** Destroys the files of attachments that left the store. */
  readonly finishAttachments: () => Promise<void>;
}

/** What is to be erased: a request of the store (0: of none, after a restore). */
export interface ErasureWish {
  readonly request: number;
  readonly subject: Subject;
  readonly hashes: readonly string[];
  readonly how: Erasing;
  readonly at: number;
  readonly today: number;
  readonly mask: readonly MaskPiece[];
  readonly anonymity: Anonymity;
  readonly key: Uint8Array;
  readonly naming?: Naming;
}

export interface ErasureResult {
  /** In this attempt. */
  readonly gone: SubjectCounts;
  readonly deferred: SubjectCounts;
  /** Raw copies that could not be read, of which `verify` says more. */
  readonly damaged: readonly number[];
}

interface Going {
  readonly signal: AbortSignal;
  readonly told: (rows: number) => void;
}

/**
 * Takes one person out of everything that is stored. Each step is a transaction that leaves all sums as they were, and
 * what is done is not found again: killed anywhere, the same from the beginning does the rest.
 */
export async function eraseSubject(
  parts: ErasingParts,
  { naming: given, ...wish }: ErasureWish,
  { signal, told }: Going,
): Promise<ErasureResult> {
  const { store, inTurn } = parts;
  const sums = new StepSums(told);
  for (let after = Number.MIN_SAFE_INTEGER; ; ) {
    signal.throwIfAborted();
    const from = after;
    const days = await inTurn(() => store.eraseCalls({ ...wish, after: from }));
    sums.add(days);
    if (days.done) break;
    after = days.after;
  }
  await parts.blank();
  await parts.finishAttachments();
  // What recognises is code, which no store in another thread can be handed.
  const naming = given ?? namingOf(wish.subject);
  const damaged = canName(naming) ? await eraseLines(parts, wish, naming, { signal, sums }) : [];
  if (canName(naming)) await eraseNamed(parts, wish, naming, { signal, sums });
  await eraseStatements(parts, wish, naming, { signal, sums });
  const entry_texts = await parts.naming.entries(naming);
  sums.add(await inTurn(() => store.eraseCopies({ ...wish, entry_texts })));
  await parts.finishAttachments();
  if (namesTexts(wish, naming)) {
    sums.add(await eraseTexts(parts, wish, naming));
    await parts.finishAttachments();
  }
  return { ...sums.result(), damaged };
}

/** Every raw copy is read, chunk by chunk; what arrives has its turn in between. */
async function eraseLines(
  { store, inTurn, naming: hands, blank }: ErasingParts,
  wish: ErasureWish,
  naming: Naming,
  { signal, sums }: { signal: AbortSignal; sums: StepSums },
): Promise<number[]> {
  const damaged: number[] = [];
  const linesOf = async (chunks: readonly ChunkToBlank[], place: number) => {
    const chunk = chunks[place];
    return chunk === undefined ? [] : await hands.lines(chunk, naming);
  };
  for (const intake of await store.standingCopies()) {
    try {
      let chunks = await store.chunksOf(intake);
      for (let place = 0; place < chunks.length; place++) {
        signal.throwIfAborted();
        await inTurn(async () => {
          const lines = await linesOf(chunks, place);
          const chunk = chunks[place];
          if (chunk === undefined || lines.length === 0) return;
          sums.add(await store.eraseLines({ ...wish, chunk, lines }));
          await blank();
          // A packed copy was unpacked to be overwritten.
          chunks = await store.chunksOf(intake);
        });
      }
    } catch (error) {
      if (!isDamaged(error)) throw error;
      damaged.push(intake);
    }
  }
  return damaged;
}

/** Behind the lines: of many calls nothing is left but the row. */
async function eraseNamed(
  { store, inTurn, naming: hands, blank, finishAttachments }: ErasingParts,
  wish: ErasingWish,
  naming: Naming,
  { signal, sums }: { signal: AbortSignal; sums: StepSums },
): Promise<void> {
  for await (const ids of hands.calls(naming, wish.subject)) {
    signal.throwIfAborted();
    sums.add(await inTurn(() => store.eraseNamedCalls({ ...wish, ids })));
  }
  await blank();
  await finishAttachments();
}

/** Of a raw copy that cannot be read, which keeps no other from being looked into. */
export const isDamaged = (error: unknown): boolean =>
  error instanceof OperationError && ['NOT_FOUND', 'LEDGER_BROKEN'].includes(error.code);

/** Delivered reports are looked into one by one; one that has anything of the person goes whole, with every format of it. */
async function eraseStatements(
  parts: ErasingParts,
  wish: ErasingWish,
  naming: Naming,
  { signal, sums }: { signal: AbortSignal; sums: StepSums },
): Promise<void> {
  const { store, inTurn } = parts;
  for await (const id of namedStatements(parts, wish.subject, naming, signal))
    sums.add(await inTurn(() => store.eraseStatement(wish, id)));
}

/** Delivered reports that have anything of a person, as they are met. */
export async function* namedStatements(
  {
    store,
    naming: hands,
  }: {
    readonly store: Pick<ErasingParts['store'], 'statementsOfPeople'>;
    readonly naming: Pick<NamingHands, 'stands'>;
  },
  subject: Subject,
  naming: Naming,
  signal: AbortSignal,
): AsyncGenerator<number> {
  const extensions = subject.extensions.map((extension) => showNumber(extension, null));
  for (const { id, ...file } of await store.statementsOfPeople(subject)) {
    signal.throwIfAborted();
    if (await hands.stands(file, naming, extensions)) yield id;
  }
}

/** Names of files and attachments, older versions of the configuration, settings, trunks, texts of contacts. */
async function eraseTexts(
  parts: ErasingParts,
  { request, today, at }: Pick<ErasingWish, 'request' | 'today' | 'at'>,
  naming: Naming,
): Promise<ErasedStep> {
  const found = await namedTexts(parts, naming);
  return await parts.inTurn(() => parts.store.eraseTexts({ request, today, at }, found));
}

/** A period is one of calls: what has no day of its own, a text or who asked for somebody, stays. */
export const isOfAllDays = ({ from_day, to_day }: Pick<Subject, 'from_day' | 'to_day'>): boolean =>
  from_day === null && to_day === null;

export const namesTexts = ({ subject }: Pick<ErasingWish, 'subject'>, naming: Naming): boolean =>
  canName(naming) && isOfAllDays(subject);

/** Those that name somebody, with what is left of each. */
export async function namedTexts(
  { store, naming: hands }: Pick<ErasingParts, 'store' | 'naming'>,
  naming: Naming,
): Promise<(NamingText & { left: string | null })[]> {
  const [places, ofNumber] = [await hands.places(naming), await hands.places(byNumberAlone(naming))];
  return (await store.namingTexts()).flatMap((text) => {
    const named = (NAMED_BY_NUMBER.has(text.kind) ? ofNumber : places)(text.text);
    return named.length === 0 ? [] : [{ ...text, left: starred(text.text, named) }];
  });
}

/** Stars in the place of whoever is named. */
function starred(text: string, places: readonly NamedPlace[]): string {
  let left = text;
  for (const { index, length } of places)
    left = left.slice(0, index) + '*'.repeat(length) + left.slice(index + length);
  return left;
}

/** What all steps came to together. */
export class StepSums {
  private readonly gone: Record<string, number> = {};
  private readonly deferred: Record<string, number> = {};
  private readonly keptCalls = new Set<number>();
  private readonly told: (rows: number) => void;

  constructor(told: (rows: number) => void) {
    this.told = told;
  }

  add({ gone, deferred, kept_calls }: ErasedStep): void {
    for (const id of kept_calls) this.keptCalls.add(id);
    for (const [what, count] of Object.entries(gone)) this.gone[what] = (this.gone[what] ?? 0) + count;
    for (const [what, count] of Object.entries(deferred))
      this.deferred[what] = (this.deferred[what] ?? 0) + count;
    this.told((gone.calls ?? 0) + (gone.held_calls ?? 0) + (gone.raw_lines ?? 0));
  }

  result(): Omit<ErasureResult, 'damaged'> {
    const calls = this.keptCalls.size;
    return { gone: this.gone, deferred: calls === 0 ? this.deferred : { calls, ...this.deferred } };
  }
}
