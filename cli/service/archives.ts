import { setImmediate } from 'node:timers/promises';
import type { AgeKeys } from '../../backup/age-files.ts';
import { archiveDamaged, sha256Of } from '../../backup/archive-file.ts';
import { packPiece } from '../../backup/archive-piece.ts';
import type { ArchiveHands } from '../../maintenance/job.ts';
import { archiveEdge, dueInArchives, lastSteps } from '../../privacy/archive-policy.ts';
import { ErasedSince } from '../../privacy/erased-since.ts';
import type { Gateway } from '../../privacy/gateway.ts';
import { dayIn, type Retention } from '../../privacy/retention.ts';
import {
  type ArchiveGroup,
  type ArchivePiece,
  firstDayOf,
  monthOf,
  pieceName,
  type ReturnedMonth,
  readPieceName,
} from '../../record/archive.ts';
import { subjectMac } from '../../record/mac.ts';
import { OperationError } from '../../record/operation-error.ts';
import type { Configuration } from '../../settings/configuration.ts';
import type { NewPiece } from '../../store/archive-store.ts';
import { archivable, linesToArchive } from '../../store/queries/archives.ts';
import { openReadingConnection } from '../../store/reading-connection.ts';
import type { WritingStore } from '../../store/store.ts';
import { PROGRAM } from '../program.ts';
import { ArchiveFiles } from './archive-files.ts';
import { linesOf, monthPieces, toldOf } from './month-pieces.ts';
import { searchedErasures } from './searched-erasures.ts';

/** Calls in hand at once, and so in one piece at most. */
const CALLS_AT_ONCE = 20_000;
/** Read in between two turns of everything else. */
const CALLS_A_READ = 1_000;
const LONGEST_MONTH = 31;

export interface ArchiveParts {
  readonly folder: string;
  readonly key: Uint8Array;
  readonly store: WritingStore;
  readonly gateway: Gateway;
  readonly now: () => number;
  readonly configuration: () => Promise<Configuration>;
}

/** What came back of a month. */
export interface MonthReturned {
  readonly returned: number;
  readonly erased: number;
  /** Of people who were erased since, and in the archive still, because a legal hold keeps them. */
  readonly kept: number;
  /** That stand in no file that could be read. */
  readonly missing: number;
}

type Counting = (name: string, rows: number) => void;

interface Taken {
  readonly group: ArchiveGroup;
  readonly calls: { readonly id: number; readonly line: string }[];
}

/** Moves calls into archives, brings months back for a time, and takes out of archives what has reached its age. */
export class Archives implements ArchiveHands {
  private readonly parts: ArchiveParts;
  private readonly files: ArchiveFiles;

  constructor(parts: ArchiveParts) {
    this.parts = parts;
    this.files = new ArchiveFiles(parts);
  }

  async run(signal: AbortSignal, count: Counting): Promise<void> {
    const { store, now, configuration } = this.parts;
    const { archive, retention } = await configuration();
    await store.forgetReturns(now());
    const returned = new Set((await store.returnedMonths()).map(({ month }) => month));
    await this.files.settle(returned);
    await this.dropDue(retention, signal, count);
    if (archive === null) return;
    const today = dayIn(retention?.time_zone ?? 'UTC', now());
    const wish = { before: archiveEdge(archive, today), today, steps: lastSteps(retention) };
    const groups = await this.reading(({ connection }) => archivable(connection, wish));
    const months = Map.groupBy(groups, ({ day }) => monthOf(day));
    for (const [month, all] of months) {
      if (returned.has(month)) continue;
      // Calls that change while they are written wait for the next night.
      for (let after = new Map<ArchiveGroup, number>(); ; ) {
        const taken = await this.take(all, after, { today, signal });
        if (taken.length === 0) break;
        await this.move(month, taken, archive.recipients, retention, { signal, count });
        after = new Map([
          ...after,
          ...taken.map(({ group, calls }) => [group, calls.at(-1)?.id ?? -1] as const),
        ]);
      }
    }
  }

  /** The next calls of a month, in their groups. */
  private async take(
    groups: readonly ArchiveGroup[],
    after: ReadonlyMap<ArchiveGroup, number>,
    { today, signal }: { today: number; signal: AbortSignal },
  ): Promise<Taken[]> {
    const taken: Taken[] = [];
    let left = CALLS_AT_ONCE;
    for (const group of groups) {
      const calls: Taken['calls'] = [];
      for (let last = after.get(group) ?? -1; left > 0; ) {
        signal.throwIfAborted();
        const limit = Math.min(left, CALLS_A_READ);
        const from = last;
        const some = await this.reading(({ connection }) =>
          linesToArchive(connection, group, { today, after: from, limit }),
        );
        calls.push(...some);
        left -= some.length;
        last = some.at(-1)?.id ?? last;
        await setImmediate();
        if (some.length < limit) break;
      }
      if (calls.length > 0) taken.push({ group, calls });
    }
    return taken;
  }

  /** Writes pieces to every target, reads them back, and only then takes their calls out of the store. */
  private async move(
    month: string,
    taken: readonly Taken[],
    recipients: readonly string[],
    retention: Retention | null,
    { signal, count }: { signal: AbortSignal; count: Counting },
  ): Promise<void> {
    const { store, gateway, now } = this.parts;
    const made_at = Math.floor(now() / 1000) * 1000;
    const known = new Set((await store.archivePieces()).map(({ name }) => name));
    const fresh = new Map<string, { piece: NewPiece; bytes: Uint8Array; calls: Taken['calls'] }>();
    let number = 1;
    for (const { group, calls } of taken) {
      signal.throwIfAborted();
      const { day, held, step } = group;
      while (known.has(pieceName(day, made_at, number))) number += 1;
      const name = pieceName(day, made_at, number++);
      const lines = calls.map(({ line }) => line);
      const bytes = await packPiece(lines, group, { recipients, program: PROGRAM });
      const piece = { day, held, step, name, month, made_at, bytes: bytes.length, sha256: sha256Of(bytes) };
      fresh.set(name, { piece, bytes, calls });
    }
    await store.beginPieces([...fresh.values()].map(({ piece }) => piece));
    await this.files.write(month, { fresh: new Map([...fresh].map(([name, { bytes }]) => [name, bytes])) });
    await store.piecesWritten([...fresh.keys()]);
    for (const [piece, { calls }] of fresh) {
      const told = (rows: number): void => count('calls_archived', rows);
      const moved = await gateway.archiveCalls({ piece, calls }, retention, { signal, told });
      count('calls_left_in_place', calls.length - moved);
    }
  }

  /**
   * What has come to a step that its file cannot follow: first what the store knows of it, where a hold that was placed meanwhile
   * keeps it, then the files. What a killed run leaves in a file is of no call any more, and goes with the next.
   */
  private async dropDue(retention: Retention | null, signal: AbortSignal, count: Counting): Promise<void> {
    const { store, gateway } = this.parts;
    const { due } = dueInArchives(await store.archivePieces(), await gateway.edges(retention));
    for (const { day, held, step } of distinctGroups(due)) {
      const told = (rows: number): void => count('archived_calls_gone', rows);
      await gateway.dropArchived({ day, held, step }, retention, { signal, told });
    }
    const left = new Map((await store.archivePieces()).map(({ name, calls }) => [name, calls]));
    const gone = due.filter(({ name }) => left.get(name) === 0);
    for (const [month, pieces] of Map.groupBy(gone, (piece) => piece.month)) {
      signal.throwIfAborted();
      const dropped = new Set(pieces.map(({ name }) => name));
      await this.files.write(month, { dropped });
      await store.forgetPieces([...dropped]);
    }
  }

  /** Brings a month back until a moment, each call once. Broken off, the same does the rest. */
  async bringBack(asked: ReturnedMonth, keys: AgeKeys, signal: AbortSignal): Promise<MonthReturned> {
    const { store, gateway, configuration } = this.parts;
    const { retention } = await configuration();
    const { month } = asked;
    if ((await this.archived(month)) === 0) return await this.keepLonger(asked);
    const today = dayIn(retention?.time_zone ?? 'UTC', this.parts.now());
    const holds = await store.holdsInForce(today);
    const since = new ErasedSince(await searchedErasures(this.parts), subjectMac(this.parts.key), holds);
    let [returned, erased] = [0, 0];
    // A call can stand in several pieces.
    const kept = new Set<number>();
    const troubles: OperationError[] = [];
    const pieces = await monthPieces(this.parts, month, await this.files.targetsOf(month), toldOf(troubles));
    if (pieces.some(({ made_at }) => since.isAfter(made_at))) {
      for (const piece of pieces) {
        signal.throwIfAborted();
        // What cannot be opened is told when it is opened to come back.
        since.look((await linesOf(piece, keys).catch(toldOf([]))) ?? [], piece.made_at);
      }
      await this.lookBeside(month, since, { keys, signal, must: holds.length > 0 });
    }
    const done = new Set<string>();
    for (const piece of pieces) {
      signal.throwIfAborted();
      const { name } = piece.filed;
      if (done.has(name) || (await this.archived(month)) === 0) continue;
      const lines = await linesOf(piece, keys).catch(toldOf(troubles));
      if (lines === null) continue;
      done.add(name);
      await store.noteReturn(asked);
      const calls = since.judged(lines, piece.made_at);
      const back = await gateway.returnCalls({ piece: name, calls }, retention, { signal, told: () => {} });
      returned += back.returned;
      erased += back.erased;
      for (const id of back.kept) kept.add(id);
    }
    if (erased > 0) await gateway.finishAttachments();
    const missing = (await this.archived(month)) - kept.size;
    if (returned === 0 && missing > 0 && troubles[0] !== undefined) throw troubles[0];
    return { returned, erased, kept: kept.size, missing };
  }

  /**
   * On the days before and behind a month calls have legs that run over midnight. One of them may be under a hold, which keeps the whole
   * call: where there are holds, what stands there must be read before anything is erased.
   */
  private async lookBeside(
    month: string,
    since: ErasedSince,
    { keys, signal, must }: { keys: AgeKeys; signal: AbortSignal; must: boolean },
  ): Promise<void> {
    const first = firstDayOf(month) ?? 0;
    const next = firstDayOf(monthOf(first + LONGEST_MONTH)) ?? 0;
    const troubles: OperationError[] = [];
    const read = new Set<string>();
    for (const day of [first - 1, next]) {
      const other = monthOf(day);
      const all = await monthPieces(this.parts, other, await this.files.targetsOf(other), toldOf(troubles));
      for (const piece of all.filter(({ filed }) => readPieceName(filed.name)?.day === day)) {
        signal.throwIfAborted();
        const lines = await linesOf(piece, keys).catch(toldOf(troubles));
        if (lines === null) continue;
        read.add(piece.filed.name);
        since.look(lines, piece.made_at);
      }
    }
    if (!must) return;
    const lacking = (await this.parts.store.archivePieces()).find(
      ({ name, day, calls }) => calls > 0 && (day === first - 1 || day === next) && !read.has(name),
    );
    if (lacking === undefined) return;
    const trouble = troubles[0] ?? archiveDamaged(lacking.name, 'it is at no target');
    throw new OperationError(
      trouble.code,
      `${trouble.message} A legal hold may keep a leg that a call of ${month} has there, so nothing was brought back.`,
      { hint: trouble.hint, cause: trouble },
    );
  }

  /** A month that is back already stays so for longer. */
  private async keepLonger(asked: ReturnedMonth): Promise<MonthReturned> {
    const { store } = this.parts;
    if (!(await store.returnedMonths()).some(({ month }) => month === asked.month)) {
      throw new OperationError('NOT_FOUND', `No call of ${asked.month} is archived.`, {
        hint: './ledgerline archive list names the months that are.',
      });
    }
    await store.noteReturn(asked);
    return { returned: 0, erased: 0, kept: 0, missing: 0 };
  }

  /** How many calls of a month stand in archives and nowhere else. */
  async archived(month: string): Promise<number> {
    const pieces = await this.parts.store.archivePieces();
    return pieces.reduce((sum, piece) => sum + (piece.month === month ? piece.calls : 0), 0);
  }

  private async reading<Result>(
    read: (store: ReturnType<typeof openReadingConnection>) => Result,
  ): Promise<Result> {
    const store = openReadingConnection(this.parts.folder);
    try {
      return read(store);
    } finally {
      await store.close();
    }
  }
}

function distinctGroups(pieces: readonly ArchivePiece[]): ArchiveGroup[] {
  return [...new Map(pieces.map((piece) => [`${piece.day} ${piece.held} ${piece.step}`, piece])).values()];
}
