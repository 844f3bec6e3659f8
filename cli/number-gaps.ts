import type { FileNumbers } from '../processor/driver.ts';
import { DRIVERS } from '../processor/drivers.ts';
import { findGaps, type Gap } from '../processor/gaps/find-gaps.ts';
import type { ProcessingSettings } from '../processor/processing-context.ts';
import { counted } from '../reports/text-table.ts';
import { judgedSources, namedIntakes, numberRuns } from '../store/queries/number-runs.ts';
import type { ReadingStore } from '../store/reading-store.ts';

/** Where a number was found: the line of a record, or a file. */
export interface NumberPlace {
  readonly intake: number;
  readonly offset: number | null;
  readonly file: string | null;
}

export interface SourceGap extends Gap<NumberPlace> {
  readonly source: string;
  readonly of: 'files' | 'records';
}

/** What is missing of the numbers that systems give their files and records; by source, files first. */
export async function gapsOf(store: ReadingStore, name: string | null): Promise<SourceGap[]> {
  const sources = (await judgedSources(store.query)).filter(({ source }) => name === null || source === name);
  const found: SourceGap[] = [];
  for (const { source, settings } of sources) {
    const driver =
      settings === null ? undefined : DRIVERS[(JSON.parse(settings) as ProcessingSettings).driver];
    if (driver?.file_numbers !== undefined)
      found.push(...(await fileGaps(store, source, driver.file_numbers)));
    if (driver?.record_numbers === undefined) continue;
    const gaps = findGaps(recordRuns(store, source), driver.record_numbers);
    found.push(...gaps.map((gap) => ({ source, of: 'records' as const, ...gap })));
  }
  return found;
}

/** A file that came late has its moment in its name, so it stands where it belongs. */
async function fileGaps({ query }: ReadingStore, source: string, rules: FileNumbers): Promise<SourceGap[]> {
  const files = new Map<string, { id: number; name: string; number: ReturnType<FileNumbers['of']> }>();
  for (const { id, name } of await namedIntakes(query, source)) {
    const number = rules.of(name);
    if (number !== null)
      files.set(`${number.series} ${number.written} ${number.number}`, { id, name, number });
  }
  const runs = [...files.values()].flatMap(({ id, name, number }) => {
    if (number === null) return [];
    const place = { intake: id, offset: null, file: name };
    const { series, written, number: first } = number;
    return { ...{ series, written, first, count: 1, unread: 0 }, from: place, to: place, fresh: true };
  });
  runs.sort((a, b) => (a.written === b.written ? a.first - b.first : a.written < b.written ? -1 : 1));
  return findGaps<NumberPlace>(runs, rules).map((gap) => ({ source, of: 'files' as const, ...gap }));
}

function* recordRuns({ connection }: ReadingStore, source: string) {
  for (const { intake, offset, last_offset, series, first, count, unread, again } of numberRuns(
    connection,
    source,
  )) {
    const at = (place: number): NumberPlace => ({ intake, offset: place, file: null });
    yield { series, first, count, unread, again: again === 1, from: at(offset), to: at(last_offset) };
  }
}

/** At least so many are lost: a line that has no number may be one of those that are missing. */
export function surelyMissing({ missing, unread }: Pick<SourceGap, 'missing' | 'unread'>): number {
  return Math.max(0, missing - unread);
}

/** How many files and records of a source did not come, at least. */
export function missingOf(gaps: readonly SourceGap[], name: string): Record<SourceGap['of'], number> {
  const missing = { files: 0, records: 0 };
  for (const gap of gaps) if (gap.source === name) missing[gap.of] += surelyMissing(gap);
  return missing;
}

/** One line for each source of which something is missing; `folder` is what its command needs behind it. */
export function gapNotices(gaps: readonly SourceGap[], folder: string): string[] {
  return [...new Set(gaps.map(({ source }) => source))].flatMap((source) => {
    const { files, records } = missingOf(gaps, source);
    const what = [
      ...(files === 0 ? [] : [counted(files, 'file')]),
      ...(records === 0 ? [] : [counted(records, 'record')]),
    ];
    return what.length === 0
      ? []
      : [
          `By their numbers ${what.join(' and ')} of ${source} did not come: ./ledgerline sources gaps ${source}${folder}`,
        ];
  });
}
