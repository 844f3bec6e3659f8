import { setTimeout as pause } from 'node:timers/promises';
import { OperationError } from '../../record/operation-error.ts';
import { grouped } from '../../reports/text-table.ts';
import { type LedgerRow, ledger } from '../../store/queries/ledger.ts';
import type { ReadingStore } from '../../store/reading-store.ts';

const LOOK_MS = 200;
const SAY_MS = 1_000;
/** Nothing new for so long, although something is waited for: it will not come any more. */
const PATIENCE_MS = 60_000;

/** The ledger by source. */
export type LedgerBySource = ReadonlyMap<string, LedgerRow>;

interface Waiter {
  readonly what: string;
  readonly holds: (ledger: LedgerBySource) => boolean | Promise<boolean>;
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
}

/** Looks into the store again and again, tells how far it is, and wakes those who wait for something to be in it. */
export class LedgerWatch {
  readonly #store: ReadingStore;
  readonly #lines: ReadonlyMap<string, number>;
  readonly #say: (text: string) => void;
  readonly #stopping = new AbortController();
  readonly #looking: Promise<void>;
  readonly #began = performance.now();
  #waiters: Waiter[] = [];
  #said = this.#began;
  #changed = this.#began;
  #seen = -1;

  /** `lines` says how many are expected of each source. */
  constructor(
    store: ReadingStore,
    lines: ReadonlyMap<string, number>,
    { say, signal }: { say: (text: string) => void; signal: AbortSignal },
  ) {
    this.#store = store;
    this.#lines = lines;
    this.#say = say;
    signal.addEventListener('abort', () => this.#stopping.abort(signal.reason), { once: true });
    if (signal.aborted) this.#stopping.abort(signal.reason);
    this.#looking = this.#look();
  }

  /** Resolves when it holds; rejects when nothing has changed for too long, or when the watch is stopped. */
  until(what: string, holds: Waiter['holds']): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#stopping.signal.aborted) reject(this.#stopping.signal.reason);
      else this.#waiters.push({ what, holds, resolve, reject });
    });
  }

  /** So many lines of a source are accounted for. */
  lines(source: string, lines: number): Promise<void> {
    return this.until(`${grouped(lines)} lines of ${source}`, (by) => (by.get(source)?.lines ?? 0) >= lines);
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#looking;
  }

  async #look(): Promise<void> {
    const { signal } = this.#stopping;
    try {
      while (!signal.aborted) {
        const rows = ledger(this.#store.connection, 'source');
        const by = new Map(rows.map((row) => [row.source, row]));
        await this.#wake(by);
        this.#tell(by);
        await pause(LOOK_MS, undefined, { signal });
      }
    } catch (error) {
      this.#stopping.abort(error);
    }
    for (const { reject } of this.#waiters) reject(signal.reason);
    this.#waiters = [];
  }

  async #wake(by: LedgerBySource): Promise<void> {
    for (const waiter of [...this.#waiters]) {
      if (!(await waiter.holds(by))) continue;
      this.#waiters.splice(this.#waiters.indexOf(waiter), 1);
      this.#changed = performance.now();
      waiter.resolve();
    }
  }

  #tell(by: LedgerBySource): void {
    const now = performance.now();
    const lines = [...by.values()].reduce((sum, row) => sum + row.lines, 0);
    if (lines !== this.#seen) this.#changed = now;
    this.#seen = lines;
    if (this.#waiters.length > 0 && now - this.#changed > PATIENCE_MS) throw this.#stuck();
    if (now - this.#said < SAY_MS) return;
    this.#said = now;
    const seconds = Math.round((now - this.#began) / 1000);
    this.#say(
      `${String(seconds).padStart(4)} s  ${grouped(lines).padStart(8)} lines accounted for: ${this.#shares(by)}`,
    );
  }

  /** `headquarters 40 %, london all, …`; the many small sources of fixtures count as one. */
  #shares(by: LedgerBySource): string {
    const groups = new Map<string, { lines: number; wanted: number }>();
    for (const [source, wanted] of this.#lines) {
      const name = source.startsWith('fixtures-') ? 'fixtures' : source;
      const sum = groups.get(name) ?? { lines: 0, wanted: 0 };
      groups.set(name, { lines: sum.lines + (by.get(source)?.lines ?? 0), wanted: sum.wanted + wanted });
    }
    return [...groups]
      .map(([name, { lines, wanted }]) =>
        lines >= wanted ? `${name} all` : `${name} ${Math.floor((lines / wanted) * 100)} %`,
      )
      .join(', ');
  }

  #stuck(): OperationError {
    const seconds = PATIENCE_MS / 1000;
    const waiting = this.#waiters.map(({ what }) => what).join('; ');
    return new OperationError(
      'DEMO_UNFINISHED',
      `For ${seconds} s nothing has come; still waited for: ${waiting}.`,
      {
        hint: 'The folder stays as it is: its service.log and ./ledgerline sources sessions say what the sources met.',
      },
    );
  }
}
