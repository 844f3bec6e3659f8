import type { Origin } from '../../record/intake.ts';
import { OperationError, type OperationErrorCode } from '../../record/operation-error.ts';
import type { SourceContext } from '../source.ts';
import { disposeOf, markerOf } from './afterwards.ts';
import { concurrently } from './concurrently.ts';
import { finishFile, takeChange } from './grow-file.ts';
import { isSettled, judgeListing, type Listing, type Sighting, sight } from './listed-file.ts';
import { matchesPattern } from './name-pattern.ts';
import type { ListedFile, OriginFolder } from './origin-folder.ts';
import { OriginMemory } from './origin-memory.ts';
import { HeadIndex } from './recognise.ts';
import { completeAtOnce, type PickUpOptions, type Round, type Tally, turns } from './round.ts';
import { refuse, takeWhole } from './take-file.ts';
import { dropTransfer } from './transfer.ts';

/** Small files are bound by round trips, so several are under way at once. */
const AT_ONCE = 8;
const FIRST_RETRY_MS = 6_000;
const LAST_RETRY_MS = 120_000;

/** Troubles of one file; the round goes on with the others. Every other trouble ends it. */
const OF_ONE_FILE: ReadonlySet<OperationErrorCode> = new Set([
  'ARCHIVE_REFUSED',
  'LEDGER_BROKEN',
  'FILE_VANISHED',
  'FILE_UNREADABLE',
  'FILE_IMMOVABLE',
]);

interface Judged {
  readonly listed: ListedFile;
  readonly origin: Origin | undefined;
  readonly settled: boolean;
  readonly listing: Listing;
}

/** A file that failed and is left alone for a while, unless it changes. */
interface SetAside {
  readonly size: number;
  readonly modified_at: number;
  readonly tries: number;
  readonly until: number;
}

/** What a file-like source needs to pick up files again and again: its memory of them. */
export class PickUp {
  readonly #context: SourceContext;
  readonly #options: PickUpOptions;
  readonly #elapsed: () => number;
  #sightings = new Map<string, Sighting>();
  readonly #aside = new Map<string, SetAside>();
  #memory: OriginMemory | null = null;
  /** Paths of files that were refused, also before the last start, so that it is seen when they are gone. */
  #refused: Set<string> | null = null;

  /** `elapsed` is a monotonic clock in milliseconds: how long files are at rest must not hang on the time of day. */
  constructor(
    context: SourceContext,
    options: PickUpOptions,
    elapsed: () => number = () => performance.now(),
  ) {
    this.#context = context;
    this.#options = options;
    this.#elapsed = elapsed;
  }

  /** Looks at the folder once and takes what can be taken. `tally` tells how far it came, also when it throws. */
  async round(
    folder: OriginFolder,
    { signal, session, tally }: Pick<Round, 'signal' | 'session' | 'tally'>,
  ): Promise<void> {
    const { name: source, journal, register, now, arrived } = this.#context;
    this.#memory ??= await OriginMemory.load(register, source, journal.key);
    const memory = this.#memory;
    const shared = { source, journal, register, now, memory, folder, options: this.#options };
    const round: Round = {
      ...shared,
      signal,
      session,
      tally,
      growing: new Set(),
      inTurn: turns(),
      arrived: (intake) => arrived(intake),
    };
    const all = await folder.list();
    const judged = this.#judge(all, memory);
    await this.#forgetGone(round);
    const replaced = await this.#takeChanges(round, judged);
    await this.#takeWholes(round, judged, replaced, new Set(all.map(({ path }) => path)));
    await this.#settle(round, judged);
  }

  #judge(all: readonly ListedFile[], memory: OriginMemory): Judged[] {
    const now = this.#elapsed();
    const names = new Set(all.map(({ path }) => path));
    if (this.#options.afterwards !== 'leave') memory.keepOnly(names);
    const sightings = new Map<string, Sighting>();
    const judged: Judged[] = [];
    for (const listed of all) {
      if (!isWanted(listed.path, this.#options) || memory.isPast(listed)) continue;
      const sighting = sight(listed, this.#sightings.get(listed.path), now);
      sightings.set(listed.path, sighting);
      if (this.#isAside(listed, now)) continue;
      const marker = markerOf(listed.path, this.#options);
      const origin = memory.get(listed.path);
      const known = { sighting, origin, marked: marker !== null && names.has(marker) };
      const listing = judgeListing(listed, known, this.#options, now);
      judged.push({ listed, origin, settled: isSettled(known, this.#options, now), listing });
    }
    this.#sightings = sightings;
    for (const path of this.#aside.keys()) if (!names.has(path)) this.#aside.delete(path);
    // Oldest first, so that calls arrive in about the order in which they were made.
    return judged.sort(
      (a, b) => a.listed.modified_at - b.listed.modified_at || (a.listed.path < b.listed.path ? -1 : 1),
    );
  }

  /** A file that is gone, or that the configuration does not mean any more, is not gone on with, and nobody's trouble. */
  async #forgetGone(round: Round): Promise<void> {
    const { register, source, memory } = round;
    for (const transfer of memory.transfers())
      if (!this.#sightings.has(transfer.path)) await dropTransfer(round, transfer);
    this.#refused ??= new Set(await register.refusedPaths(source));
    for (const path of this.#refused) {
      if (this.#sightings.has(path)) continue;
      await register.forgetRefused(source, path);
      this.#refused.delete(path);
    }
  }

  /** Takes what known files have more than before. The result are paths at which another file stands now. */
  async #takeChanges(round: Round, judged: readonly Judged[]): Promise<ReadonlySet<string>> {
    const replaced = new Set<string>();
    const changed = judged.filter(({ listing }) => listing === 'changed');
    await this.#each(round, changed, async ({ listed, origin, settled }) => {
      if (origin === undefined) return;
      const change = await takeChange(round, listed, origin, settled || !completeAtOnce(this.#options));
      if (change === 'taken') await this.#dispose(round, listed);
      else if (change !== 'grown') replaced.add(listed.path);
    });
    return replaced;
  }

  async #takeWholes(
    round: Round,
    judged: readonly Judged[],
    replaced: ReadonlySet<string>,
    listed: ReadonlySet<string>,
  ): Promise<void> {
    const whole = judged.filter(
      ({ listing, listed: { path } }) => listing === 'new' || listing === 'not_yet' || replaced.has(path),
    );
    if (whole.length === 0) return;
    const follows = this.#options.afterwards === 'leave';
    const displaced = new HeadIndex(
      round.journal.key,
      follows ? round.memory.displaced(listed, replaced) : [],
    );
    await this.#each(round, whole, async ({ listed: file, settled }) => {
      if (!settled && displaced.isEmpty) return;
      if (await takeWhole(round, file, displaced, settled)) await this.#dispose(round, file);
    });
  }

  /** Finishes files that are at rest and does what is left over from earlier rounds. */
  async #settle(round: Round, judged: readonly Judged[]): Promise<void> {
    const resting = judged.filter(({ listing }) => listing === 'quiet' || listing === 'left_over');
    await this.#each(round, resting, async ({ listed, origin, listing }) => {
      if (origin === undefined) return;
      if (listing === 'quiet') await finishFile(round, origin);
      await this.#dispose(round, listed);
    });
  }

  async #dispose(round: Round, listed: ListedFile): Promise<void> {
    const origin = round.memory.get(listed.path);
    if (origin?.state === 'finished') await disposeOf(round, listed, origin);
  }

  #each(round: Round, files: readonly Judged[], work: (file: Judged) => Promise<void>): Promise<void> {
    return concurrently(files, AT_ONCE, async (file) => {
      round.signal.throwIfAborted();
      try {
        await work(file);
        this.#aside.delete(file.listed.path);
      } catch (error) {
        if (!(error instanceof OperationError) || !OF_ONE_FILE.has(error.code)) throw error;
        await this.#putAside(round, file.listed, error);
      }
    });
  }

  async #putAside(round: Round, listed: ListedFile, error: OperationError): Promise<void> {
    const session = await round.session();
    if (isRefusal(error)) {
      const { message: reason, hint } = error;
      const { path } = listed;
      await round.register.noteRefused({
        ...{ source: round.source, path, session, reason, hint },
        refused_at: round.now(),
      });
      this.#refused?.add(path);
    }
    round.tally.troubles.set(error.message, (round.tally.troubles.get(error.message) ?? 0) + 1);
    if (error.code === 'ARCHIVE_REFUSED') return refuse(round, listed);
    // It has to be at rest anew before it is taken.
    this.#sightings.delete(listed.path);
    if (error.code === 'FILE_VANISHED') return;
    const { path, size, modified_at } = listed;
    const tries = (this.#aside.get(path)?.tries ?? 0) + 1;
    const wait = Math.min(FIRST_RETRY_MS * 2 ** (tries - 1), LAST_RETRY_MS);
    this.#aside.set(path, { size, modified_at, tries, until: this.#elapsed() + wait });
  }

  #isAside({ path, size, modified_at }: ListedFile, now: number): boolean {
    const aside = this.#aside.get(path);
    if (aside === undefined) return false;
    return aside.size === size && aside.modified_at === modified_at && now < aside.until;
  }
}

/** Whether the file stays untaken until somebody does something: not one that vanished, nor one that is safe already. */
function isRefusal({ code }: OperationError): boolean {
  return code !== 'FILE_VANISHED' && code !== 'FILE_IMMOVABLE';
}

/** Whether the configuration means this file; done-markers and what we put aside ourselves are never meant. */
export function isWanted(path: string, options: PickUpOptions): boolean {
  const { afterwards, files, except, done_marker, move_to, rename_suffix } = options;
  if (afterwards === 'move' && path.startsWith(`${move_to}/`)) return false;
  if (afterwards === 'rename' && (path.endsWith(rename_suffix) || isRenamed(path, rename_suffix)))
    return false;
  if (done_marker !== null && matchesPattern(path, done_marker.replaceAll(/\{(?:name|stem)\}/g, '*')))
    return false;
  return (
    files.some((pattern) => matchesPattern(path, pattern)) &&
    !except.some((pattern) => matchesPattern(path, pattern))
  );
}

/** `x.csv.done.17`: an older `x.csv.done` was in the way. */
function isRenamed(path: string, suffix: string): boolean {
  const end = path.lastIndexOf('.');
  return /^\.\d+$/.test(path.slice(end)) && path.slice(0, end).endsWith(suffix);
}

/** What a session says of the files it could not take, without their names; null when there are none. */
export function troubleDetail({ troubles }: Tally): string | null {
  if (troubles.size === 0) return null;
  return [...troubles]
    .map(([message, times]) => (times === 1 ? message : `${message} (${times} files)`))
    .join('; ');
}
