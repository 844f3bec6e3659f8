import { join } from 'node:path';
import { readCalls } from '../../access/calls.ts';
import { undefinedLines } from '../../access/lines.ts';
import type { Sight } from '../../access/sight.ts';
import { showDay } from '../../record/calendar.ts';
import type { ReadingStore } from '../../store/reading-store.ts';
import type { CommandCall } from '../command.ts';
import { MEMORY } from './demo-configuration.ts';
import type { DemoFolder } from './demo-folder.ts';
import { typed } from './demo-report.ts';
import type { DemoTraffic } from './demo-traffic.ts';

/** How far back a call is looked for that is worth showing: beyond the longest run of days off. */
const LOOK_BACK = 6;

/** What is looked at, and what is shown of it. */
interface Eyes {
  readonly store: ReadingStore;
  readonly sight: Sight;
}

/** Commands that work on the folder of the demo as they stand, each with what it shows. */
export async function whatNext(
  call: CommandCall,
  folder: DemoFolder,
  { store, sight }: Eyes,
  { days }: DemoTraffic,
): Promise<string> {
  const shown = await transferredCall({ store, sight }, days.last);
  const [unread] = await undefinedLines(store, sight, { source: 'warehouse', reason: 'cut_line' }, 1);
  const from = `--from ${showDay(days.last - LOOK_BACK)}`;
  const master = typed(call, join(folder.headquarters, 'Master.csv'));
  const steps: (readonly [command: string, shows: string] | null | undefined)[] = [
    ['ledger', 'every received file and stream, and what became of its lines'],
    shown && [`calls --extension ${shown.extension} ${from}`, 'the calls of one extension in the last days'],
    [`calls --class international ${from} --format csv`, 'calls abroad, for a spreadsheet'],
    shown && [
      `call show ${shown.id}`,
      'a call that was put through: all that is stored of it, and its other leg',
    ],
    shown && [`call show ${shown.id} --raw`, 'the exact bytes that this call came as'],
    shown && [`line show ${shown.intake} ${shown.offset}`, 'how those bytes were read, and why'],
    ['undefined list --source headquarters', 'what could not be read, with its places'],
    unread && [`undefined show ${unread.intake} ${unread.offset}`, 'the line in which the connection broke'],
    ['sources list', 'the sources, and what they brought'],
    ['sources sessions london --last 5', 'the visits to the SSH server'],
    ['retention preview --days 30', 'what goes tonight, and in the nights behind it'],
    shown && [`explain ${shown.id}`, 'why this call is still here, and until when'],
    [
      `memory list --profile ${MEMORY.name}`,
      'the last hundred calls of one telephone, which only its user reads: you, here',
    ],
    ['jobs list', 'what runs when, what it did, and whether it was stopped'],
    ['totals --by direction,class', 'counts and minutes, also of calls that have gone'],
    [`calls ${from} --as finance`, 'the same calls as somebody with another role is shown them'],
    ['report list', 'the reports there are'],
    ['report run top-calls --period last-30-days --limit 10', 'the dearest calls'],
    ['config history', 'who changed the configuration, when and why'],
    ['config show', 'the configuration in force'],
    [`drivers test asterisk-csv ${master}`, 'how a driver reads a file, line by line; nothing is stored'],
    ['verify', 'whether the ledger, the store and the raw copies agree'],
  ];
  const place = typed(call, folder.root);
  const lines = steps
    .filter((step) => step !== null && step !== undefined)
    .map(([command, shows]) => `  ./ledgerline ${command} --data ${place}\n      ${shows}\n`);
  return (
    `\nWhat to try next:\n\n${lines.join('')}\n` +
    `Or run the service on this folder, and copy one of its Master.csv files, or one of your own, into\n` +
    `${typed(call, folder.headquarters)} while it runs:\n\n    ./ledgerline serve --data ${place}\n`
  );
}

/** The last call of headquarters that has two legs. */
async function transferredCall({ store, sight }: Eyes, last: number) {
  const filter = { source: 'headquarters', from_day: last - LOOK_BACK, held: 'exclude' as const };
  const first = new Map<string, { id: number; intake: number; offset: number | null; extension: string }>();
  let found = null;
  for await (const { id, intake, offset, extension, call_key } of readCalls(store, sight, filter)) {
    if (call_key === null || extension === null) continue;
    const head = first.get(call_key);
    if (head !== undefined) found = head;
    else first.set(call_key, { id, intake, offset, extension });
  }
  return found;
}
