import { renameSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DAY_MS } from '../../record/calendar.ts';
import type { TelephoneSystem } from './company.ts';
import { type CompanyCall, callsOfDay } from './company-traffic.ts';
import { CucmRecords } from './cucm-records.ts';
import type { Days, Deliveries } from './deliveries.ts';
import { SeededRandom } from './seeded-random.ts';
import { asResent, sumOf, WrittenLines } from './written-lines.ts';

/** A file of calls and one of quality records for each morning and each afternoon. */
const HALVES = [0, 12] as const;
/** Days whose files are pushed while the demo runs. */
const PUSHED_LATER = 2;

interface ServedFile {
  readonly name: string;
  readonly lines: WrittenLines;
  readonly until: number;
}

/**
 * Writes what Unified Communications Manager pushed to the SSH server: many small files, each with its header. Later come
 * those of the last days, and one of the older ones a second time.
 */
export function fillLondon(system: TelephoneSystem, { first, last }: Days, folder: string): Deliveries {
  const random = new SeededRandom(3);
  const records = new CucmRecords(new SeededRandom(4));
  const before: ServedFile[] = [];
  const after: ServedFile[] = [];
  let number = 1;
  for (let day = first; day <= last; day++) {
    const calls = callsOfDay(system, day, number, random);
    number += calls.length;
    const files = HALVES.flatMap((hour) => filesOf(calls, day * DAY_MS + hour * 3_600_000, records));
    (day > last - PUSHED_LATER ? after : before).push(...files);
  }
  for (const file of before) push(folder, file);
  const again = before.find(({ name }) => name.startsWith('cdr_'));
  const expected = sumOf([
    ...[...before, ...after].map(({ lines }) => lines),
    ...(again === undefined ? [] : [asResent(again.lines)]),
  ]);
  return {
    expected,
    linesBefore: sumOf(before.map(({ lines }) => lines)).counts.lines,
    later() {
      for (const file of after) push(folder, file);
      // Its time is that of the second delivery: with the first one's it would be the file that is known already.
      if (again !== undefined) push(folder, { ...again, until: Date.now() });
    },
  };
}

function filesOf(calls: readonly CompanyCall[], from: number, records: CucmRecords): ServedFile[] {
  const until = from + DAY_MS / 2;
  const due = calls.filter(({ legs }) => legs[0].started >= from && legs[0].started < until);
  if (due.length === 0) return [];
  return (['cdr', 'cmr'] as const).map((kind) => {
    const lines = new WrittenLines('\n');
    records.head(kind, lines);
    for (const call of due) {
      if (kind === 'cdr') records.call(call, lines);
      else records.quality(call, lines);
    }
    return { name: `${kind}_LONDON-1_01_${stamp(until)}_1`, lines, until };
  });
}

function stamp(moment: number): string {
  return new Date(moment).toISOString().slice(0, 16).replace(/[-:T]/g, '');
}

/** Under a name that is not taken until the file is whole, as careful senders do it. */
function push(folder: string, { name, lines, until }: ServedFile): void {
  const part = join(folder, `_${name}`);
  writeFileSync(part, lines.text, 'latin1');
  utimesSync(part, until / 1000, until / 1000);
  renameSync(part, join(folder, name));
}
