import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newKeys } from '../backup/age-files.ts';
import { DATABASE_FILE } from '../store/database-file.ts';
import { agedStore } from './aged-store.ts';
import { machine, median, numberOption, ROOT, writeMeasured } from './benchmarks-page.ts';

const WAYS = ['vacuum', 'backup', 'restore'] as const;
type Runs = Record<(typeof WAYS)[number], number[]>;

/**
 * A backup of a large store and its restore, beside `VACUUM INTO` of the same database and nothing else. `--millions N` (10),
 * `--rounds N` (3).
 */
export async function backup(options: readonly string[]): Promise<void> {
  const millions = numberOption(options, 'millions', 10);
  const rounds = numberOption(options, 'rounds', 3);
  const folder = mkdtempSync(join(tmpdir(), 'ledgerline-bench-'));
  try {
    const data = await agedStore(folder, millions);
    const target = join(folder, 'target');
    mkdirSync(target);
    const { identity, recipient } = await newKeys();
    const key = join(folder, 'key.txt');
    writeFileSync(key, `${identity}\n`);
    const document = join(folder, 'ledgerline.json');
    const written = { targets: [target], recipients: [recipient], recovery: recipient };
    writeFileSync(document, JSON.stringify({ backup: written }));
    ran(['config', 'apply', '--data', data, document]);
    const runs: Runs = { vacuum: [], backup: [], restore: [] };
    let packed = 0;
    for (let round = 0; round < rounds; round++) {
      runs.vacuum.push(vacuumed(join(data, DATABASE_FILE), join(folder, 'copy.db')));
      runs.backup.push(ran(['backup', 'create', '--data', data]));
      const file =
        readdirSync(target)
          .filter((name) => /^ledgerline-.*\.age$/.test(name))
          .sort()
          .at(-1) ?? '';
      packed = statSync(join(target, file)).size;
      const into = join(folder, 'restored');
      const keys = ['--identity', key, '--recovery-identity', key];
      runs.restore.push(ran(['backup', 'restore', join(target, file), '--into', into, ...keys]));
      rmSync(into, { recursive: true });
      rmSync(join(target, file));
      console.log(`round ${round + 1} of ${rounds}: ${JSON.stringify(runs)}`);
    }
    const table = report(millions, { plain: statSync(join(data, DATABASE_FILE)).size, packed }, runs);
    console.log(table);
    writeMeasured('backup', `${machine()}\n\n${table}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Seconds of a process that does nothing else. */
function vacuumed(from: string, into: string): number {
  const seconds = timed('sqlite3', ['-readonly', from, `vacuum into '${into}'`]);
  rmSync(into);
  return seconds;
}

const ran = (args: readonly string[]): number => timed(join(ROOT, 'ledgerline'), args);

function timed(command: string, args: readonly string[]): number {
  const started = performance.now();
  const { status, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0)
    throw new Error(`${command} ${args.slice(0, 2).join(' ')} ended with ${status}: ${stderr}`);
  return (performance.now() - started) / 1000;
}

function report(millions: number, bytes: { plain: number; packed: number }, runs: Runs): string {
  const row = (name: string, seconds: readonly number[]): string => {
    const rate = Math.round(bytes.plain / 1e6 / median(seconds));
    const ratios = seconds.map((one, round) => one / (runs.vacuum[round] ?? Number.NaN));
    const times = seconds === runs.vacuum ? '–' : median(ratios).toFixed(2);
    return `| ${name} | ${median(seconds).toFixed(1)} s | ${rate} MB/s | ${times} |`;
  };
  const size = (of: number): string => `${Math.round(of / 1e6).toLocaleString('en')} MB`;
  return [
    `| ${millions} million calls, a database of ${size(bytes.plain)}; ${runs.backup.length} rounds in turn | median | of the database | takes … times as long |`,
    '|---|---|---|---|',
    row('`VACUUM INTO` by `sqlite3`', runs.vacuum),
    row(
      `\`backup create\`: copied, checked, packed to ${size(bytes.packed)}, encrypted, durable`,
      runs.backup,
    ),
    row('`backup restore`: opened, every file compared, database and ledger checked', runs.restore),
    '',
  ].join('\n');
}
