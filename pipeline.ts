import type { LineReader } from './pipeline-worker.ts';
import type { ProcessingSettings } from './processor/processing-context.ts';
import { type AgeEdges, NO_EDGES } from './record/age-edges.ts';
import { atNewDelivery, type Batch, type BatchColumns, columnsOf } from './record/batch.ts';
import type { IntakeId, IntakeKind } from './record/intake.ts';
import { OperationError } from './record/operation-error.ts';
import type { LineCounts } from './record/outcome.ts';
import type { PipelineStore, Position } from './store/store.ts';

/** Lines judged and committed together: enough to make a commit cheap, few enough to keep its memory small. */
const LINES_A_CHUNK = 20_000;

export interface PipelineParts {
  readonly store: PipelineStore;
  readonly reader: Pick<LineReader, 'read'>;
  /** How lines of a source are judged now, as its stream or as a file of it. */
  readonly settingsOf: (source: string, kind: IntakeKind) => Promise<ProcessingSettings>;
  /** Version of the program, kept with every chunk. */
  readonly program: string;
  readonly now: () => number;
  /** What the ladder demands today; nothing where it is left out. */
  readonly edges?: () => Promise<AgeEdges>;
  /** Overwrites in the raw copies what a commit said must not stay. */
  readonly blank?: () => Promise<void>;
  /** Columns of batches that are committed, for the next ones: of whichever intake, since many have one batch only. */
  readonly spares?: BatchColumns[];
  /** Told when the lines of a connection are judged without those it printed in an earlier intake, which cannot be read. */
  readonly withoutEarlier?: (intake: IntakeId, earlier: IntakeId) => void;
  /** Told after each commit. */
  readonly committed?: (intake: IntakeId, counts: LineCounts, cursor: number) => void;
}

/**
 * The whole way of a line: its bytes are durable in the raw copy; the reader cuts, understands and numbers them; the
 * store commits calls, outcomes and the cursor together. Killed anywhere and run again, the same store comes out.
 * Ends when nothing whole waits (`done`), after a chunk when `mayYield` says that others do (`waiting`), or when a resent
 * file must wait for the one it repeats, or a connection for its lines of the day before (`unsettled`); not where that day
 * is `lost`.
 */
export async function accountFor(
  intake: IntakeId,
  durable: number | null,
  parts: PipelineParts,
  mayYield: () => boolean = () => false,
  lost: (intake: IntakeId) => boolean = () => false,
): Promise<'done' | 'waiting' | 'unsettled'> {
  const { store, reader, settingsOf, program, now, blank, committed, spares = [] } = parts;
  const position = await store.position(intake);
  if (mustWait(position, parts, lost)) return 'unsettled';
  const { source, kind, cursor } = position.intake;
  const settings = await settingsOf(source, kind);
  if (kind === 'resent') {
    const settled = await store.settleResent(intake, JSON.stringify(settings));
    if (settled !== 'otherwise') return settled === 'settled' ? 'done' : 'unsettled';
  }
  const settingsId = await store.settingsId(source, JSON.stringify(settings), program, now());
  const range = { ...rangeOf(position, durable), edges: (await parts.edges?.()) ?? NO_EDGES };
  const read = (from: number, state: Position['state']) =>
    reader.read({ ...range, from, state, settings, lines_max: LINES_A_CHUNK, spare: spares.pop() });
  let ahead = read(cursor, range.state);
  for (let again = false; ; ) {
    const batch = await ahead;
    const { first_offset, end_offset, state_after } = batch;
    if (end_offset === first_offset) return doneAt(givenBack(batch, spares), range, intake);
    // Blanking takes a sealed copy from under whoever reads it, so its next chunk is found anew.
    const yields = mayYield() || (batch.blanks.length > 0 && position.copy.frames !== null);
    const more = !yields && end_offset < range.to;
    // The reader reads on while the store writes.
    if (more) {
      ahead = read(end_offset, state_after);
      ahead.catch(takenInTurn);
    }
    const { delivery, delivery_received_at: received_at } = position;
    const chunk = { intake, delivery, settings: settingsId, received_at, committed_at: now(), batch };
    try {
      const { counts, to_blank } = await store.commit(chunk);
      givenBack(batch, spares);
      // Only the store knows which calls were erased: what was read ahead from under a packed copy is read anew.
      again = more && to_blank && position.copy.frames !== null;
      if (again) await ahead.catch(() => {});
      if (to_blank) await blank?.();
      committed?.(intake, counts, end_offset);
    } catch (error) {
      await ahead.catch(() => {});
      throw error;
    }
    if (!more || again) return end_offset < range.to || range.next ? 'waiting' : 'done';
  }
}

/** Trouble of what is read ahead is taken when its turn comes; until then it must not count as nobody's. */
function takenInTurn(): void {}

/** What of the intake can be judged now: up to the end of its delivery, or what is durable. */
function rangeOf(
  { intake, state, begins, delivery_end, delivery_received_at, copy }: Position,
  durable: number | null,
) {
  const length = Math.max(intake.length, durable ?? 0);
  const stream = intake.kind === 'stream';
  const to = stream ? (delivery_end ?? length) : length;
  const ended = stream ? delivery_end !== null : intake.finished;
  return {
    copy,
    to,
    end: ended ? (stream ? ('connection' as const) : ('file' as const)) : ('more' as const),
    state: state === null || begins === null ? state : atNewDelivery(state, begins),
    received_at: delivery_received_at,
    next: to < length,
  };
}

/** A connection waits for what it printed the day before, unless nobody can read that. */
function mustWait(
  { intake, begins, earlier }: Position,
  { withoutEarlier }: PipelineParts,
  lost: (intake: IntakeId) => boolean,
): boolean {
  if (begins !== 'too early' || earlier === null) return false;
  if (!lost(earlier)) return true;
  withoutEarlier?.(intake.id, earlier);
  return false;
}

/** Nobody needs the columns of this batch any more. */
function givenBack(batch: Batch, spares: BatchColumns[]): Batch {
  spares.push(columnsOf(batch));
  return batch;
}

/** Nothing more could be read: half a line may wait for its rest, but not where no more comes. */
function doneAt(
  { end_offset: offset }: Batch,
  { to, end }: Pick<ReturnType<typeof rangeOf>, 'to' | 'end'>,
  intake: IntakeId,
): 'done' {
  if (end === 'more' || offset === to) return 'done';
  throw new OperationError(
    'LEDGER_BROKEN',
    `the raw copy of intake ${intake} is shorter than what was recorded`,
    { hint: 'Run `ledgerline verify`, and restore the raw copy from a backup.' },
  );
}

/** The raw copy is gone, damaged or cut: no waiting brings it back, only a person does. */
function isUnreadable(error: unknown): boolean {
  return error instanceof OperationError && (error.code === 'NOT_FOUND' || error.code === 'LEDGER_BROKEN');
}

function further(known: number | null | undefined, durable: number | null): number | null {
  return known == null ? durable : Math.max(known, durable ?? 0);
}

/** First and longest wait before an intake is tried again for which the disk had no room. */
const RETRY_MS = { first: 1_000, last: 60_000 };

/** Held up by a full disk; without a timer where its wait is over. */
type HeldUp = Readonly<{ wait_ms: number; durable: number | null; timer: NodeJS.Timeout | undefined }>;

type Waiter = Readonly<{ resolve(): void; reject(error: unknown): void }>;

/** A piece of work lets what arrived go first, until it has waited for so long. */
const TURN_WAITS_MS = 50;

/** Intakes that wait, each taken a chunk at a time when others wait too, so that a large file holds up no stream. */
export class Pipeline {
  private readonly parts: PipelineParts;
  private readonly queue = new Map<IntakeId, number | null>();
  /** Resent files whose earlier intake is not done, and days whose day before is not; looked at again whenever one is. */
  private readonly unsettled = new Map<IntakeId, number | null>();
  /** Intakes that cannot be read, so that the days behind them do not wait for ever. */
  private readonly unreadable = new Set<IntakeId>();
  private readonly failed: (intake: IntakeId, error: unknown) => void;
  private readonly spares: BatchColumns[] = [];
  private readonly waiters = new Map<IntakeId, Waiter[]>();
  private readonly heldUp = new Map<IntakeId, HeldUp>();
  /** Work that must not meet a line being accounted for. */
  private readonly turns: { readonly asked: number; run(): Promise<void>; refuse(): void }[] = [];
  private running: Promise<void> | null = null;
  private stopped = false;

  constructor(parts: PipelineParts, failed: (intake: IntakeId, error: unknown) => void) {
    this.parts = parts;
    this.failed = failed;
  }

  /** Bytes wait in this intake; `durable` tells how many where the store is not told of each append. */
  arrived(intake: IntakeId, durable: number | null): void {
    this.queue.set(intake, further(this.queue.get(intake), durable));
    if (!this.stopped) this.running ??= this.run();
  }

  /** Judges an intake that waits; resolves when nothing whole of it does any more, rejects with its trouble. */
  account(intake: IntakeId): Promise<void> {
    return new Promise((resolve, reject) => {
      this.waiters.set(intake, [...(this.waiters.get(intake) ?? []), { resolve, reject }]);
      this.arrived(intake, null);
    });
  }

  /** Runs a piece of work between two chunks, behind those that wait now or, where these take long, in turn with them. */
  inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    return new Promise((resolve, reject) => {
      const refuse = (): void => reject(new Error('stopped before its turn came'));
      if (this.stopped) return refuse();
      this.turns.push({ asked: this.parts.now(), run: () => work().then(resolve, reject), refuse });
      this.running ??= this.run();
    });
  }

  /** Resolves when nothing waits any more. */
  async idle(): Promise<void> {
    while (this.running !== null) await this.running;
  }

  /** Ends after the chunk in hand. */
  async stop(): Promise<void> {
    this.stopped = true;
    await this.idle();
    for (const { refuse } of this.turns.splice(0)) refuse();
    for (const { timer } of this.heldUp.values()) clearTimeout(timer);
    for (const intake of this.waiters.keys()) {
      this.tell(intake, ({ reject }) =>
        reject(new Error(`stopped before intake ${intake} was accounted for`)),
      );
    }
  }

  private async run(): Promise<void> {
    const somethingWaits = (): boolean => !this.stopped && this.queue.size + this.turns.length > 0;
    do {
      while (somethingWaits()) {
        if (this.turnIsDue()) await this.turns.shift()?.run();
        const [next] = this.queue;
        if (next !== undefined && !this.stopped) await this.accountOne(...next);
      }
      // Where the disk has no room for it, the next commit tries again.
      const settle = () => this.parts.store.settleMemories().catch(() => true);
      while (!(await settle()) && !somethingWaits());
    } while (somethingWaits());
    this.running = null;
  }

  private turnIsDue(): boolean {
    const [next] = this.turns;
    if (next === undefined || this.queue.size === 0) return next !== undefined;
    // A clock that was set, either way, is no reason to wait longer.
    return Math.abs(this.parts.now() - next.asked) >= TURN_WAITS_MS;
  }

  private async accountOne(intake: IntakeId, durable: number | null): Promise<void> {
    this.queue.delete(intake);
    const othersWait = (): boolean => this.stopped || this.queue.size + this.turns.length > 0;
    try {
      const parts = { ...this.parts, spares: this.spares };
      const result = await accountFor(intake, durable, parts, othersWait, (id) => this.unreadable.has(id));
      clearTimeout(this.heldUp.get(intake)?.timer);
      this.heldUp.delete(intake);
      this.unreadable.delete(intake);
      if (result === 'waiting' && !this.queue.has(intake)) this.queue.set(intake, durable);
      if (result === 'unsettled') this.unsettled.set(intake, further(this.unsettled.get(intake), durable));
      if (result === 'done') this.settleAgain();
      if (result !== 'waiting') this.tell(intake, ({ resolve }) => resolve());
    } catch (error) {
      this.failed(intake, error);
      if (error instanceof OperationError && error.retryable) this.tryLater(intake, durable);
      this.tell(intake, ({ reject }) => reject(error));
      if (isUnreadable(error)) {
        this.unreadable.add(intake);
        this.settleAgain();
      }
    }
  }

  private tryLater(intake: IntakeId, durable: number | null): void {
    if (this.stopped) return;
    const before = this.heldUp.get(intake);
    const known = further(before?.durable, durable);
    // What arrives meanwhile is a try, too: it makes the wait neither longer nor begin anew.
    if (before?.timer !== undefined) return void this.heldUp.set(intake, { ...before, durable: known });
    const wait_ms = before === undefined ? RETRY_MS.first : Math.min(before.wait_ms * 2, RETRY_MS.last);
    const timer = setTimeout(() => {
      const { durable = null } = this.heldUp.get(intake) ?? {};
      this.heldUp.set(intake, { wait_ms, durable, timer: undefined });
      this.arrived(intake, durable);
    }, wait_ms);
    this.heldUp.set(intake, { wait_ms, durable: known, timer });
  }

  private tell(intake: IntakeId, say: (waiter: Waiter) => void): void {
    for (const waiter of this.waiters.get(intake) ?? []) say(waiter);
    this.waiters.delete(intake);
  }

  private settleAgain(): void {
    // How far an open stream is durable is known here only.
    for (const [intake, durable] of this.unsettled) this.arrived(intake, durable);
    this.unsettled.clear();
  }
}
