import { appendFileSync, copyFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { DAY_MS, showDay } from '../../record/calendar.ts';
import type { TelephoneSystem } from './company.ts';
import { callsOfDay } from './company-traffic.ts';
import type { Days, Deliveries } from './deliveries.ts';
import { MasterCsv } from './master-csv.ts';
import { SeededRandom } from './seeded-random.ts';
import { asRepeated, asResent, type Expected, sumOf, WrittenLines } from './written-lines.ts';

/** The day that is missing among the daily files, counted back from the last one; the export brings it. */
const MISSING = 3;
/** How many days the export goes back. */
const EXPORTED = 7;

/**
 * Writes the watched folder of headquarters: a file a day, each third one packed, the last one still growing. Later come
 * the rest of it (the first part ends in mid-line), a packed file once more under another name, and an export of the
 * last days, which overlaps with the daily files and brings the one that was missing.
 */
export function fillHeadquarters(system: TelephoneSystem, { first, last }: Days, folder: string): Deliveries {
  const random = new SeededRandom(1);
  const records = new MasterCsv(new SeededRandom(2));
  const written: Expected[] = [];
  const exported: { lines: WrittenLines; isNew: boolean }[] = [];
  let number = 1;
  let packed: { path: string; lines: WrittenLines } | null = null;
  let growing = { path: '', lines: new WrittenLines('\n') };
  for (let day = first; day <= last; day++) {
    const lines = new WrittenLines('\n');
    const calls = callsOfDay(system, day, number, random);
    for (const call of calls) records.write(call, lines);
    number += calls.length;
    const isMissing = day === last - MISSING;
    if (day < last && day >= last - EXPORTED) exported.push({ lines, isNew: isMissing });
    if (isMissing) continue;
    written.push(lines);
    if (day === last) {
      growing = { path: join(folder, 'Master.csv'), lines };
      continue;
    }
    const path = writeDay(folder, day, lines);
    if (path.endsWith('.gz')) packed = { path, lines };
  }
  const { text } = growing.lines;
  const cut = Math.floor(text.length / 2);
  writeFileSync(growing.path, text.slice(0, cut), 'latin1');
  const linesLeft = text.slice(cut).split('\n').length - 1;
  const again = exported.map(({ lines, isNew }) => (isNew ? lines : asRepeated(lines)));
  const expected = sumOf([...written, ...again, ...(packed === null ? [] : [asResent(packed.lines)])]);
  return {
    expected,
    linesBefore: sumOf(written).counts.lines - linesLeft,
    later() {
      appendFileSync(growing.path, text.slice(cut), 'latin1');
      if (packed !== null) copyFileSync(packed.path, join(folder, 'copy-of-an-older-file.csv.gz'));
      writeFileSync(
        join(folder, 'export-of-last-week.csv'),
        exported.map(({ lines }) => lines.text).join(''),
        'latin1',
      );
    },
  };
}

/** Files are as old as their last record: the collector takes the oldest first. */
function writeDay(folder: string, day: number, lines: WrittenLines): string {
  const packed = day % 3 === 0;
  const path = join(folder, `Master-${showDay(day)}.csv${packed ? '.gz' : ''}`);
  const bytes = Buffer.from(lines.text, 'latin1');
  writeFileSync(path, packed ? gzipSync(bytes) : bytes);
  const midnight = ((day + 1) * DAY_MS) / 1000;
  utimesSync(path, midnight, midnight);
  return path;
}
