import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readCalls } from '../../access/calls.ts';
import type { Sight } from '../../access/sight.ts';
import { newKeys } from '../../backup/age-files.ts';
import type { ReadingStore } from '../../store/reading-store.ts';
import type { CommandCall } from '../command.ts';
import type { DemoFolder } from './demo-folder.ts';
import { LADDER_DOCUMENT } from './demo-ladder.ts';
import { showCommand, typed } from './demo-report.ts';
import type { DemoTraffic } from './demo-traffic.ts';

/** The stream of the warehouse stands in no file of a telephone system, which is not ours to erase in. */
const SOURCE = 'warehouse';
/** Digits by which a number is looked for byte by byte. */
const WHOLE = /^\+\d{9,15}$/;
const DAYS_LOOKED_AT = 6;

/**
 * One person is forgotten: a backup, the erasure with its certificate, the proof that no byte of the number is left, and
 * the backup from before, restored without bringing the person back. Gives what is not as it has to be.
 */
export async function showForgetting(
  call: CommandCall,
  { root }: DemoFolder,
  eyes: { readonly store: ReadingStore; readonly sight: Sight },
  { days }: DemoTraffic,
): Promise<string[]> {
  const number = await numberOfOne(eyes, days.last);
  if (number === null) return [`${SOURCE} has no number that only it was called at`];
  const place = join(root, 'origin', 'backup-disk');
  const restored = join(root, 'origin', 'restored');
  const key = await prepareBackups(root, place);
  const problems: string[] = [];
  const show = (folder: string, ...argv: string[]): Promise<number> => showCommand(call, folder, argv);
  const expected = (what: string, holds: boolean): void => void (holds || problems.push(what));

  await call.out('\nA person asks to be forgotten, the night after a backup was made:\n');
  expected('backups are not taken up', (await show(root, 'config', 'apply', join(root, DOCUMENT))) === 0);
  expected('there is no backup', (await show(root, 'backup', 'create')) === 0);
  await show(root, 'subject', 'find', number);
  const reason = ['--yes', '--reason', 'request 1 of the demo'];
  expected('the erasure is not done', (await show(root, 'subject', 'erase', number, ...reason)) === 0);
  await show(root, 'subject', 'certificate', '1');
  expected('the number is still somewhere', (await show(root, 'subject', 'prove', number)) === 0);
  expected('something does not agree any more', (await show(root, 'verify')) === 0);

  const [backup = ''] = readdirSync(place).filter(
    (name) => name.endsWith('.age') && name.startsWith('ledgerline-'),
  );
  const keys = ['--identity', typed(call, key), '--recovery-identity', typed(call, key)];
  await call.out("\nThe disk dies, and last night's backup comes back. The person does not:\n");
  const file = typed(call, join(place, backup));
  const exit = await showCommand(call, null, [
    'backup',
    'restore',
    file,
    '--into',
    typed(call, restored),
    ...keys,
  ]);
  expected('the backup is not restored', exit === 0);
  expected('the restored folder does not agree', (await show(restored, 'verify')) === 0);
  expected('the person came back', (await show(restored, 'subject', 'prove', number)) === 0);
  if (problems.length === 0)
    await call.out(
      '\nOne person is forgotten in every copy; every sum is what it was, and no backup brings the person back.\n',
    );
  return problems;
}

const DOCUMENT = 'ledgerline-with-backups.yaml';

/** The document of the ladder with backups to a folder that stands for another disk; gives where the private key is. */
async function prepareBackups(root: string, place: string): Promise<string> {
  mkdirSync(place, { recursive: true, mode: 0o700 });
  const { identity, recipient } = await newKeys();
  const key = join(root, 'origin', 'backup-key.txt');
  writeFileSync(key, `${identity}\n`, { mode: 0o600 });
  const section = `# In earnest a mounted share, and a private key on another machine: docs/backup.md.
backup:
  targets: [${JSON.stringify(place)}]
  recipients: [${recipient}]
  recovery: ${recipient}
  keep: { longest: 2 days }
`;
  writeFileSync(join(root, DOCUMENT), readFileSync(join(root, LADDER_DOCUMENT), 'utf8') + section);
  return key;
}

/** A number that was called through one source only, and lately. */
async function numberOfOne(
  { store, sight }: { readonly store: ReadingStore; readonly sight: Sight },
  last: number,
): Promise<string | null> {
  const through = new Map<string, Set<string>>();
  const filter = { from_day: last - DAYS_LOOKED_AT, held: 'include' as const };
  for await (const { source, calling, called } of readCalls(store, sight, filter))
    for (const party of [calling, called])
      if (party !== null && WHOLE.test(party))
        through.set(party, (through.get(party) ?? new Set()).add(source));
  return [...through].find(([, sources]) => sources.size === 1 && sources.has(SOURCE))?.[0] ?? null;
}
