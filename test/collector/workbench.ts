import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { JournalFiles } from '../../collector/journal/journal-files.ts';
import type { SourceContext } from '../../collector/source.ts';
import type { IntakeId, Session } from '../../record/intake.ts';
import type { InstallationKey } from '../../record/mac.ts';
import type { OperationError } from '../../record/operation-error.ts';
import { rawPath } from '../../record/raw-copy.ts';
import { DATABASE_FILE } from '../../store/database-file.ts';
import { type Connection, openDatabase } from '../../store/open-database.ts';
import { openSqliteStore } from '../../store/sqlite-store.ts';

export const KEY = Buffer.alloc(32, 7) as InstallationKey;

export interface IntakeOnRecord {
  readonly id: IntakeId;
  readonly kind: 'file' | 'stream' | 'resent';
  readonly name: string | null;
  readonly day: number;
  readonly length: number;
  readonly finished: number;
  readonly same_as: number | null;
}

export interface DeliveryOnRecord {
  readonly id: number;
  readonly intake: IntakeId;
  readonly first_offset: number;
  readonly end_offset: number | null;
  readonly continues: number | null;
}

export interface LogLine {
  readonly level: string;
  readonly message: string;
  readonly fields: Record<string, unknown>;
}

/** As from another thread, where the store works in the service: answers never come in the same turn. */
function answeringLater<Store extends object>(store: Store, afterMs: () => number): Store {
  return new Proxy(store, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== 'function') return value;
      return async (...given: unknown[]) => {
        const result: unknown = await value.apply(target, given);
        await new Promise((resolve) =>
          afterMs() > 0 ? setTimeout(resolve, afterMs()) : setImmediate(resolve),
        );
        return result;
      };
    },
  });
}

/** A data folder with the real store and journal, and all that a source is given, for one source named `pbx`. */
export class Workbench {
  readonly folder: string;
  readonly store: ReturnType<typeof openSqliteStore>;
  readonly context: SourceContext;
  readonly log: LogLine[] = [];
  /** What the source said of its troubles, null where it was at work again. */
  readonly troubles: (OperationError | null)[] = [];
  readonly arrivals: { intake: IntakeId; length: number | null }[] = [];
  /** The time of day, moved by tests. */
  now = Date.UTC(2026, 2, 29, 12);
  /** How slow the store is. */
  storeTakesMs = 0;
  readonly #waiters = new Set<() => void>();
  /** Looked through again and again while a test waits. */
  #reading: Connection | null = null;

  static async open(): Promise<Workbench> {
    return new Workbench(await mkdtemp(join(tmpdir(), 'collector-')));
  }

  /** Opens a data folder; one that a killed process left is opened as it is. */
  constructor(folder: string) {
    this.folder = folder;
    this.store = openSqliteStore(folder);
    this.context = {
      name: 'pbx',
      journal: new JournalFiles(folder, KEY),
      register: answeringLater(this.store, () => this.storeTakesMs),
      now: () => this.now,
      log: (level, message, fields = {}) => {
        this.log.push({ level, message, fields });
        this.#notify();
      },
      trouble: (error) => void this.troubles.push(error),
      secret: async (reference) => (await readFile(reference.replace(/^file:/, ''), 'utf8')).trimEnd(),
      arrived: (intake, arrival) => {
        this.arrivals.push({ intake, length: arrival?.length ?? null });
        this.#notify();
      },
    };
  }

  /** Resolves when `condition` holds; looked at again whenever bytes arrive or a line is logged. */
  async until(condition: () => boolean | Promise<boolean>): Promise<void> {
    while (!(await condition())) {
      await new Promise<void>((resolve) => {
        const look = setTimeout(resolve, 20);
        this.#waiters.add(() => {
          clearTimeout(look);
          resolve();
        });
      });
    }
  }

  intakes(): IntakeOnRecord[] {
    return this.#all('select id, kind, name, day, length, finished, same_as from intake order by id');
  }

  deliveries(): DeliveryOnRecord[] {
    return this.#all('select id, intake, first_offset, end_offset, continues from delivery order by id');
  }

  refused(): { path: string; reason: string; hint: string; refused_at: number; session: number | null }[] {
    return this.#all('select path, reason, hint, refused_at, session from refused_file order by path');
  }

  sessions(): Session[] {
    return this.#all(
      'select session.*, source.name as source from session join source on source.id = session.source order by session.id',
    );
  }

  /** The raw copy of an intake, up to the length the store knows where it knows one. */
  async contentOf(intake: IntakeId): Promise<string> {
    const { day, kind, length } = this.intakes().find(({ id }) => id === intake) ?? {
      day: 0,
      kind: 'file',
      length: 0,
    };
    const path = join(this.folder, rawPath('pbx', day, intake));
    // A stream is registered before its file is made, so that no byte is ever in an unknown file.
    const bytes = kind === 'stream' && !existsSync(path) ? '' : await readFile(path, 'latin1');
    return kind === 'stream' ? bytes : bytes.slice(0, length);
  }

  /** How many bytes of files the store knows; so much is received, and asking costs no look at the files. */
  registeredBytes(): number {
    const files = this.intakes().filter(({ kind }) => kind === 'file');
    return files.reduce((sum, { length }) => sum + length, 0);
  }

  /** Everything that was received by intakes behind `after`, in their order; resent ones have no bytes of their own. */
  async received(after = 0): Promise<string> {
    const own = this.intakes().filter(({ id, kind }) => id > after && kind !== 'resent');
    return (await Promise.all(own.map(({ id }) => this.contentOf(id)))).join('');
  }

  async close(): Promise<void> {
    this.#reading?.close();
    await this.store.close();
    await rm(this.folder, { recursive: true, force: true });
  }

  #notify(): void {
    for (const waiter of this.#waiters) waiter();
    this.#waiters.clear();
  }

  #all<Row>(sql: string): Row[] {
    this.#reading ??= openDatabase(join(this.folder, DATABASE_FILE), 'read');
    return this.#reading.prepare<[], Row>(sql).all();
  }
}
