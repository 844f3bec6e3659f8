import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { accountFor, type PipelineParts } from '../pipeline.ts';
import { createLineReader } from '../pipeline-worker.ts';
import type { Gateway } from '../privacy/gateway.ts';
import type { Retention } from '../privacy/retention.ts';
import type { ProcessingSettings } from '../processor/processing-context.ts';
import { dayOf } from '../record/calendar.ts';
import type { Call } from '../record/call.ts';
import { rawPath } from '../record/raw-copy.ts';
import type { ReplayFilter } from '../record/replay.ts';
import type { Rate } from '../record/tariff.ts';
import { type ReplayParts, type ReplayWish, replay } from '../replay.ts';
import { DATABASE_FILE } from '../store/database-file.ts';
import { migrate } from '../store/migrate.ts';
import { openDatabase } from '../store/open-database.ts';
import { readCalls } from '../store/queries/calls.ts';
import { type LedgerRow, ledger } from '../store/queries/ledger.ts';
import { databaseMismatches, ledgerMismatches, type Mismatch } from '../store/queries/verify.ts';
import type { CallFilter } from '../store/queries/wanted-calls.ts';
import { openReadingStore, type ReadingStore } from '../store/reading-store.ts';
import { openSqliteStore } from '../store/sqlite-store.ts';
import type { ReplayResult, WritingStore } from '../store/store.ts';
import { ARRIVAL, asteriskSettings, KEY } from './asterisk-lines.ts';
import { gatewayOf } from './gateway-in-folder.ts';
import { daysUnlikeTheirHours } from './hours-and-days.ts';

const DAY = dayOf(ARRIVAL);
/** In memory where the system has such a place: hundreds of folders need not wait for a disk. */
export const PLACE: string = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

let fresh: Buffer | null = null;

/** What a store writes into an empty folder, made once: hundreds of folders need not go through all migrations. */
function freshDatabase(): Buffer {
  if (fresh !== null) return fresh;
  const folder = mkdtempSync(join(PLACE, 'ledgerline-fresh-'));
  const connection = openDatabase(join(folder, DATABASE_FILE), 'write');
  migrate(connection);
  connection.close();
  fresh = readFileSync(join(folder, DATABASE_FILE));
  rmSync(folder, { recursive: true });
  return fresh;
}

/** A data folder with a real store, real raw copies and the real way of a line, without threads and sources. */
export class TestFolder {
  readonly folder: string;
  settings: ProcessingSettings;
  store: WritingStore;
  /** Bytes judged and committed at once; must be more than a line may have. */
  chunkBytes = 1e9;
  now: number = ARRIVAL;
  /** The rows of tariffs that settings may name. */
  tariffs: ReadonlyMap<number, readonly Rate[]> = new Map();
  /** The ladder that lines meet on arrival and in a replay. */
  retention: Retention | null = null;
  private readonly again: number[] = [];

  constructor(
    settings: ProcessingSettings = asteriskSettings(),
    folder: string = mkdtempSync(join(PLACE, 'ledgerline-')),
  ) {
    this.settings = settings;
    this.folder = folder;
    if (!existsSync(this.database)) writeFileSync(this.database, freshDatabase(), { mode: 0o600 });
    this.store = openSqliteStore(this.folder);
  }

  get database(): string {
    return join(this.folder, DATABASE_FILE);
  }

  get parts(): PipelineParts {
    const reader = createLineReader(this.folder, KEY);
    for (const [tariff, rates] of this.tariffs) void reader.keepTariff(tariff, rates);
    return {
      store: this.store,
      reader: {
        read: (request) => {
          const to = Math.min(request.to, request.from + this.chunkBytes);
          return reader.read({ ...request, to, end: to === request.to ? request.end : 'more' });
        },
      },
      settingsOf: async (source) => ({ ...this.settings, source }),
      program: 'test',
      now: () => this.now,
      edges: () => this.gateway.edges(this.retention),
    };
  }

  get gateway(): Gateway {
    return gatewayOf(this.folder, this.store, () => this.now);
  }

  get replayParts(): ReplayParts {
    const { store } = this;
    const { reader, settingsOf, program, now, edges } = this.parts;
    const arrived = (intake: number): void => void this.again.push(intake);
    const blank = async (): Promise<void> => {};
    return {
      store,
      reader,
      settingsOf,
      program,
      now,
      ...(edges && { edges }),
      inTurn: (work) => work(),
      blank,
      arrived,
    };
  }

  /** Reads again by these settings, and accounts for what that leaves waiting. */
  async replay(
    settings: ProcessingSettings = this.settings,
    { filter = {}, ...wish }: Partial<Omit<ReplayWish, 'filter'>> & { filter?: ReplayFilter } = {},
  ): Promise<ReplayResult[]> {
    this.settings = settings;
    const told: ReplayResult[] = [];
    const { signal } = new AbortController();
    await replay(this.replayParts, {
      filter,
      only_try: false,
      signal,
      told: (one) => void told.push(one),
      ...wish,
    });
    for (const intake of this.again.splice(0)) await accountFor(intake, null, this.parts);
    return told;
  }

  private raw(intake: number, source: string): string {
    return join(this.folder, rawPath(source, DAY, intake));
  }

  /** A file that was received whole (or so far, when it is not finished). */
  async file(
    bytes: string,
    { source = 'pbx', finished = true, account = true, backfill = false } = {},
  ): Promise<number> {
    const intake = await this.store.reserveIntake();
    mkdirSync(dirname(this.raw(intake, source)), { recursive: true });
    writeFileSync(this.raw(intake, source), bytes, 'latin1');
    const { now: received_at } = this;
    const place = { intake, source, name: 'Master.csv', day: DAY, received_at, session: null, backfill };
    await this.store.addFile({ ...place, length: bytes.length, finished, content_mac: null, origin: null });
    if (account) await accountFor(intake, null, this.parts);
    return intake;
  }

  async account(intake: number): Promise<void> {
    await accountFor(intake, null, this.parts);
  }

  /** A file with the same bytes as an earlier intake has, or had when it was looked at. */
  async resent(sameAs: number, { source = 'pbx', length }: { source?: string; length?: number } = {}) {
    const earlier = await this.store.intake(sameAs);
    const intake = await this.store.reserveIntake();
    const { now: received_at } = this;
    const place = { intake, source, name: 'again.csv', day: DAY, received_at, session: null };
    const bytes = { length: length ?? earlier?.length ?? 0, content_mac: null, origin: null };
    await this.store.addResent({ ...place, ...bytes }, sameAs);
    return intake;
  }

  async grow(intake: number, all: string, finished: boolean, account = true): Promise<void> {
    writeFileSync(this.raw(intake, 'pbx'), all, 'latin1');
    const origin = {
      path: `/${intake}`,
      size: all.length,
      modified_at: 0,
      consumed: all.length,
      head_mac: '',
      head_length: 0,
      tail_mac: '',
      content_chain: '',
      state: 'open' as const,
    };
    const { now: received_at } = this;
    await this.store.growFile(intake, {
      length: all.length,
      received_at,
      finished,
      content_mac: null,
      origin,
    });
    if (account) await accountFor(intake, null, this.parts);
  }

  /** A day of stream, into which connections write one after the other. */
  async stream(source = 'pbx'): Promise<TestStream> {
    const intake = await this.store.reserveIntake();
    mkdirSync(dirname(this.raw(intake, source)), { recursive: true });
    writeFileSync(this.raw(intake, source), '');
    await this.store.addStream({ intake, source, day: DAY, received_at: this.now });
    return new TestStream(this, intake, this.raw(intake, source));
  }

  async reopen(): Promise<void> {
    await this.store.close();
    this.store = openSqliteStore(this.folder);
  }

  /** Reads as commands do, beside the writer. */
  async reading<Result>(read: (store: ReadingStore) => Promise<Result> | Result): Promise<Result> {
    const store = openReadingStore(this.folder);
    try {
      return await read(store);
    } finally {
      await store.close();
    }
  }

  async calls(filter: CallFilter = { held: 'include' }): Promise<Call[]> {
    return await this.reading((store) => Array.fromAsync(readCalls(store, filter)));
  }

  async ledger(): Promise<LedgerRow[]> {
    return await this.reading(({ connection }) => ledger(connection, 'intake'));
  }

  /** Everything that does not add up. */
  async mismatches(): Promise<Mismatch[]> {
    return await this.reading(({ connection }) => [
      ...ledgerMismatches(connection),
      ...databaseMismatches(connection),
    ]);
  }

  /** Changes the database as nobody should. */
  tamper(sql: string): void {
    const connection = new Database(this.database);
    connection.exec(sql);
    connection.close();
  }

  /** Every row of every table, whose totals by hour are those by day, but for the note that something was deleted once (store/deletion/scrub-mark.ts). */
  dump(): Record<string, unknown[]> {
    const connection = new Database(this.database, { readonly: true });
    const tables = connection
      .prepare<[], string>("select name from sqlite_schema where type = 'table' order by name")
      .pluck()
      .all();
    const rowsOf = (table: string) =>
      table === 'counter'
        ? connection.prepare("select * from counter where name <> 'unscrubbed'").all()
        : connection.prepare(`select * from "${table}"`).all();
    const rows = tables.map((name) => [name, rowsOf(name)] as const);
    connection.close();
    const dump = Object.fromEntries(rows);
    const unlike = daysUnlikeTheirHours(dump);
    if (unlike.length > 0) throw new Error(`totals of hours are not those of days: ${unlike.join('; ')}`);
    return dump;
  }

  async remove(): Promise<void> {
    await this.store.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

export class TestStream {
  readonly intake: number;
  length = 0;
  private readonly data: TestFolder;
  private readonly path: string;
  private delivery = 0;

  constructor(data: TestFolder, intake: number, path: string) {
    this.data = data;
    this.intake = intake;
    this.path = path;
  }

  /** A connection begins, or the one that wrote into the stream of another day goes on here. */
  async connect(from: TestStream | null = null): Promise<void> {
    this.delivery = await this.data.store.openDelivery({
      intake: this.intake,
      session: null,
      received_at: this.data.now,
      first_offset: this.length,
      continues: from === null ? null : from.delivery,
    });
  }

  append(bytes: string): void {
    appendFileSync(this.path, bytes, 'latin1');
    this.length += bytes.length;
  }

  async send(bytes: string): Promise<void> {
    this.append(bytes);
    await this.account();
  }

  async disconnect(account = true): Promise<void> {
    await this.data.store.closeDelivery(this.delivery, this.length);
    if (account) await this.account();
  }

  /** Until nothing whole waits. */
  async account(): Promise<void> {
    while ((await accountFor(this.intake, this.length, this.data.parts)) === 'waiting');
  }
}

/** A folder for one test, removed behind it. */
export async function inFolder<Result>(
  work: (data: TestFolder) => Promise<Result>,
  settings?: ProcessingSettings,
): Promise<Result> {
  const data = new TestFolder(settings);
  try {
    return await work(data);
  } finally {
    await data.remove();
  }
}
