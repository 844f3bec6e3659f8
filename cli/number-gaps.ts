import type { FileNumbers } from '../processor/driver.ts';
import { DRIVERS } from '../processor/drivers.ts';
import { findGaps, type Gap } from '../processor/gaps/find-gaps.ts';
import type { ProcessingSettings } from '../processor/processing-context.ts';
import { FAR } from '../record/numbers.ts';
import { counted } from '../reports/text-table.ts';
import { firstIntakeWithin, judgedSources, namedIntakes, numberRuns } from '../store/queries/number-runs.ts';
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

/** So much of what a source brought is looked at where the whole history would take too long. */
export const RECENT_DAYS = 31;

/**
 * What is missing of the numbers that systems give their files and records; by source, files first. `recent` looks at
 * the records of the last RECENT_DAYS of each source only.
 */
export async function gapsOf(
  store: ReadingStore,
  name: string | null,
  span: 'whole' | 'recent' = 'whole',
): Promise<SourceGap[]> {
  const found: SourceGap[] = [];
  for (const { source, driver } of await numberingSources(store, name)) {
    if (driver.file_numbers !== undefined)
      found.push(...(await fileGaps(store, source, driver.file_numbers)));
    if (driver.record_numbers === undefined) continue;
    const from = span === 'whole' ? 0 : firstIntakeWithin(store.connection, source, RECENT_DAYS * 86_400_000);
    const gaps = findGaps(recordRuns(store, source, from), driver.record_numbers, { cut: from > 0 });
    found.push(...gaps.map((gap) => ({ source, of: 'records' as const, ...gap })));
  }
  return found;
}

async function numberingSources({ query }: ReadingStore, name: string | null) {
  const sources = (await judgedSources(query)).filter(({ source }) => name === null || source === name);
  return sources.flatMap(({ source, settings }) => {
    const driver =
      settings === null ? undefined : DRIVERS[(JSON.parse(settings) as ProcessingSettings).driver];
    return driver === undefined ? [] : [{ source, driver }];
  });
}

/** What no gap can tell: so many at once that a small counter comes to the number that was due. */
export async function unseenLosses(store: ReadingStore, name: string | null): Promise<string[]> {
  return (await numberingSources(store, name)).flatMap(({ source, driver }) => {
    const last = driver.record_numbers?.wraps_after ?? null;
    return last === null || last >= FAR
      ? []
      : [
          `The counter of ${source} comes round after ${last}: that ${last + 1} records in a row were lost, or a multiple of it, no number shows.`,
        ];
  });
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

function* recordRuns({ connection }: ReadingStore, source: string, fromIntake: number) {
  for (const run of numberRuns(connection, source, fromIntake)) {
    const { intake, offset, last_offset, series, first, count, unread, again } = run;
    const at = (place: number): NumberPlace => ({ intake, offset: place, file: null });
    const came = { again: again === null ? null : again === 1, delivery: intake };
    yield { series, first, count, unread, ...came, from: at(offset), to: at(last_offset) };
  }
}

/** At least so many are lost: a line that has no number may be one of those that are missing. */
function surelyMissing(gap: SourceGap): number {
  return Math.max(0, gap.missing - gap.unread - gap.unread_of_any_series);
}

/** How sure a gap is: `lost`, or what may be the case instead. */
export function howSure(gap: SourceGap): string {
  const said = [ofLines(gap), ...doubtsOf(gap)].filter((text) => text !== '');
  if (said.length === 0) return 'lost';
  return `${surelyMissing(gap) === 0 ? '' : 'not sure: '}${said.join('; ')}`;
}

function ofLines({ unread, unread_of_any_series, missing }: SourceGap): string {
  const own = Math.min(unread, missing);
  const others = Math.min(unread_of_any_series, missing - own);
  const said = [
    ...(own === 0 ? [] : [`${own} of them may be lines that have no number (undefined or excluded)`]),
    ...(others === 0 ? [] : [`${others} of them may be lines that do not say which counter they are of`]),
  ];
  return said.join('; ');
}

/** What may be the case besides that so many were lost. */
function doubtsOf({ open, doubt }: SourceGap): string[] {
  return [...(open ? ['may still come'] : []), ...(doubt === null ? [] : [doubt])];
}

/** How many files and records of a source are missing, at least, and how many of these only perhaps. */
export function missingOf(
  gaps: readonly SourceGap[],
  name: string,
): Record<SourceGap['of'] | 'unsure_files' | 'unsure_records', number> {
  const missing = { files: 0, records: 0, unsure_files: 0, unsure_records: 0 };
  for (const gap of gaps) {
    if (gap.source !== name) continue;
    missing[gap.of] += surelyMissing(gap);
    if (doubtsOf(gap).length > 0) missing[`unsure_${gap.of}`] += surelyMissing(gap);
  }
  return missing;
}

/**
 * One line for each source of which something is missing, as sure as `sources gaps` is of it; `folder` is what that
 * command needs behind it.
 */
export function gapNotices(gaps: readonly SourceGap[], folder: string): string[] {
  return [...new Set(gaps.map(({ source }) => source))].flatMap((source) => {
    const { files, records, unsure_files, unsure_records } = missingOf(gaps, source);
    const lost = countedBoth(files - unsure_files, records - unsure_records);
    const unsure = countedBoth(unsure_files, unsure_records);
    const own = gaps.filter((gap) => gap.source === source);
    const restarts = own.filter(({ kind }) => kind === 'restart').length;
    const doubts = [...new Set(own.filter((gap) => surelyMissing(gap) > 0).flatMap(doubtsOf))];
    const said = [
      ...(lost === '' ? [] : [`${lost} of ${source} did not come`]),
      ...(unsure === '' ? [] : [`${unsure} of ${source} are missing, not sure: ${doubts.join('; ')}`]),
      ...(restarts === 0 ? [] : [`a counter of ${source} began anew (${counted(restarts, 'time')})`]),
    ];
    return said.length === 0
      ? []
      : [`By their numbers ${said.join('. ')}: ./ledgerline sources gaps ${source}${folder}`];
  });
}

function countedBoth(files: number, records: number): string {
  const said = [
    ...(files === 0 ? [] : [counted(files, 'file')]),
    ...(records === 0 ? [] : [counted(records, 'record')]),
  ];
  return said.join(' and ');
}
