import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { numberForms } from '../cli/number-forms.ts';
import { siteSchema } from '../processor/site.ts';
import { type PhoneNumber, showNumber } from '../record/number.ts';
import { DATABASE_FILE } from '../store/database-file.ts';
import { type Connection, openDatabase } from '../store/open-database.ts';
import { subjectFound } from '../store/queries/subject-found.ts';
import { openReadingStore } from '../store/reading-store.ts';
import { agedStore } from './aged-store.ts';
import { machine, median, numberOption, ROOT, writeMeasured } from './benchmarks-page.ts';
import { dropFromMemory } from './dropped-from-memory.ts';

const MILLION = 1_000_000;
const DAYS = 1095;
const BEGINS_AT = Date.UTC(2023, 0, 1);
const PLAIN_FILE = 'plain.db';
const SITE = siteSchema.parse({ country: 'DE', time_zone: 'UTC' });

interface Found {
  readonly ms: number;
  /** Of the processor, with what the system does for it. */
  readonly cpu_ms: number;
  readonly calls: number;
}

/**
 * One number among the calls of three years: found warm and cold, beside a table with plain indexes, and erased to the
 * certificate. `--millions N` (10), `--rounds N` (20).
 */
export async function subject(options: readonly string[]): Promise<void> {
  const millions = numberOption(options, 'millions', 10);
  const rounds = numberOption(options, 'rounds', 20);
  const folder = mkdtempSync(join(tmpdir(), 'ledgerline-bench-'));
  try {
    const days = Math.round(DAYS / millions);
    const data = await agedStore(folder, millions, { begins_at: BEGINS_AT, calls_a_day: MILLION / days });
    const plain = join(folder, 'plain');
    mkdirSync(plain);
    const numbers = plainTable(data, join(plain, PLAIN_FILE), rounds);
    const warm = await warmRounds(data, join(plain, PLAIN_FILE), numbers);
    const cold = coldRounds(data, plain, numbers.slice(0, 5));
    console.log(JSON.stringify({ warm, cold }));
    const read = ran(join(ROOT, 'ledgerline'), ['subject', 'find', numbers[0] ?? '', '--data', data]);
    const erased = eraseOne(data, numbers[0] ?? '');
    const table = report(millions, { warm, cold, read, erased });
    console.log(table);
    writeMeasured('subject', `${machine()}\n\n${table}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The parties of every call in a file of their own, with an index each; gives some of the numbers outside. */
function plainTable(data: string, path: string, some: number): string[] {
  // Our databases are opened, never made by the way.
  writeFileSync(path, '');
  const connection = openDatabase(join(data, DATABASE_FILE), 'write');
  try {
    connection.prepare('attach ? as plain').run(path);
    connection.exec(`create table plain.party (id integer primary key, calling integer, called integer, dialled integer);
      insert into plain.party select id, calling, called, dialled from call;
      create index plain.party_calling on party (calling);
      create index plain.party_called on party (called);
      create index plain.party_dialled on party (dialled)`);
    const found = connection
      .prepare<[number], number>(
        'select called from call where called < 1e15 group by called order by called % 7919 limit ?',
      )
      .pluck()
      .all(some);
    return found.map((number) => showNumber(number, null));
  } finally {
    connection.close();
  }
}

async function warmRounds(data: string, path: string, numbers: readonly string[]) {
  const store = openReadingStore(data);
  const plain = openDatabase(path, 'read');
  const runs: Record<'ours' | 'rival', Found[]> = { ours: [], rival: [] };
  const forms = numbers.map((number) => numberForms(number, { site: SITE }));
  // The first time all of it comes from the disk.
  for (const take of [false, true]) {
    for (const one of forms) {
      const [ours, rival] = [foundHere(store.connection, one), foundPlainly(plain, one)];
      if (ours.calls !== rival.calls) throw new Error(`found ${ours.calls} calls beside ${rival.calls}`);
      if (take) for (const [name, found] of Object.entries({ ours, rival })) runs[name as 'ours'].push(found);
    }
  }
  plain.close();
  await store.close();
  return runs;
}

function foundHere(connection: Connection, numbers: readonly PhoneNumber[]): Found {
  const subject = { numbers, extensions: [], names: [], from_day: null, to_day: null };
  return measuredFind(() => subjectFound(connection, subject, 0).calls);
}

function measuredFind(find: () => readonly unknown[]): Found {
  const [started, before] = [performance.now(), process.cpuUsage()];
  const calls = find().length;
  const { user, system } = process.cpuUsage(before);
  return { ms: performance.now() - started, cpu_ms: (user + system) / 1000, calls };
}

const plainQuery = (numbers: readonly number[]): string =>
  ['calling', 'called', 'dialled']
    .map((party) => `select id from party where ${party} in (${numbers.join(', ')})`)
    .join(' union ');

function foundPlainly(connection: Connection, numbers: readonly number[]): Found {
  return measuredFind(() => connection.prepare(plainQuery(numbers)).all());
}

/** Whole processes, in seconds. */
function coldRounds(data: string, plain: string, numbers: readonly string[]) {
  const runs: Record<'ours' | 'rival', number[]> = { ours: [], rival: [] };
  for (const number of numbers) {
    dropFromMemory(data);
    runs.ours.push(ran(join(ROOT, 'ledgerline'), ['subject', 'find', number, '--parties', '--data', data]));
    dropFromMemory(plain);
    const query = plainQuery(numberForms(number, { site: SITE }));
    runs.rival.push(ran('sqlite3', ['-readonly', join(plain, PLAIN_FILE), query]));
  }
  return runs;
}

function eraseOne(data: string, number: string): number {
  const sure = ['--yes', '--reason', 'bench'];
  return ran(join(ROOT, 'ledgerline'), ['subject', 'erase', number, '--as-number', '--data', data, ...sure]);
}

function ran(command: string, args: readonly string[]): number {
  const started = performance.now();
  const { status, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0)
    throw new Error(`${command} ${args.slice(0, 2).join(' ')} ended with ${status}: ${stderr}`);
  return (performance.now() - started) / 1000;
}

interface Measured {
  readonly warm: Readonly<Record<'ours' | 'rival', readonly Found[]>>;
  readonly cold: Readonly<Record<'ours' | 'rival', readonly number[]>>;
  /** With every text of a call; raw copies are gone. */
  readonly read: number;
  readonly erased: number;
}

function report(millions: number, { warm, cold, read, erased }: Measured): string {
  const spread = (values: readonly number[], unit: string, digits: number): string =>
    `${median(values).toFixed(digits)} ${unit} (${Math.min(...values).toFixed(digits)}–${Math.max(...values).toFixed(digits)})`;
  const times = (found: readonly Found[], of: 'ms' | 'cpu_ms'): number[] => found.map((one) => one[of]);
  const ratio = (ours: readonly number[], rival: readonly number[]): string =>
    median(ours.map((one, at) => one / (rival[at] ?? Number.NaN))).toFixed(1);
  const calls = median(warm.ours.map((found) => found.calls));
  const warmRow = (name: string, of: 'ms' | 'cpu_ms'): string => {
    const [ours, rival] = [times(warm.ours, of), times(warm.rival, of)];
    return `| ${name} | ${spread(ours, 'ms', 1)} | ${spread(rival, 'ms', 2)} | ${ratio(ours, rival)} |`;
  };
  return [
    `| one number, with ${calls} calls, among ${millions} million of three years; ${warm.ours.length} numbers in turn | the program | plain indexes | takes … times as long |`,
    '|---|---|---|---|',
    warmRow('found warm, within a process', 'ms'),
    warmRow('of that, of the processor', 'cpu_ms'),
    `| found cold, a process from start to end | ${spread(cold.ours, 's', 2)} | ${spread(cold.rival, 's', 2)} | ${ratio(cold.ours, cold.rival)} |`,
    `| found with every text of a call read, too | ${read.toFixed(1)} s | – | – |`,
    `| erased, to the certificate | ${erased.toFixed(1)} s | – | – |`,
    '',
  ].join('\n');
}
