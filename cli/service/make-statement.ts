import { createHash } from 'node:crypto';
import type { Sight } from '../../access/sight.ts';
import { meaninglessName, readSealed, writeSealed } from '../../collector/attachments/sealed-file.ts';
import { destroyRawCopy } from '../../collector/journal/blank-raw-copy.ts';
import { agingDay } from '../../privacy/expire-statements.ts';
import { callsReached } from '../../privacy/reached-edges.ts';
import { attachmentPath, monthOf } from '../../record/attachment.ts';
import { type Day, showDay } from '../../record/calendar.ts';
import { OperationError } from '../../record/operation-error.ts';
import { type MadeStatement, RECORD_FORMAT, type SealedStatementFile } from '../../record/statement.ts';
import { FORMATS } from '../../reports/formats.ts';
import { REPORTS } from '../../reports/reports.ts';
import type { RunningReport } from '../../reports/run-report.ts';
import type { ReportSchedule } from '../../reports/schedule-settings.ts';
import { recordedRun, recordLines, showsPeople } from '../../reports/statement-record.ts';
import { inPieces } from '../../reports/zip-stream.ts';
import { monthKey } from '../../settings/attachment-keys.ts';
import type { Configuration } from '../../settings/configuration.ts';
import { reachedEdges } from '../../store/queries/kept-calls.ts';
import { openReadingStore, type ReadingStore } from '../../store/reading-store.ts';
import { startedReport } from '../started-report.ts';
import { sightIn } from '../viewer.ts';
import { attachmentKeys } from './attachment-keys.ts';
import { activeConfiguration } from './judging.ts';

/** A report that is due, as its schedule asks for it. */
export interface StatementWish {
  readonly name: string;
  readonly settings: ReportSchedule;
  readonly at: number;
  /** The moment by which its period is told: a report that succeeds late is of the days that were asked for. */
  readonly asked_at: number;
}

/** What became of it: all but where it goes, and why it was made. */
export type SealedStatement = Pick<
  MadeStatement,
  'report' | 'from_day' | 'to_day' | 'day' | 'of_people' | 'receipt' | 'files'
>;

/** Makes a report of a schedule once, seals its rows, and from these each file that is delivered. */
export async function makeStatement(folder: string, wish: StatementWish): Promise<SealedStatement> {
  const store = openReadingStore(folder);
  try {
    return await madeFrom(store, folder, wish);
  } finally {
    await store.close();
  }
}

async function madeFrom(
  store: ReadingStore,
  folder: string,
  { name, settings, at: now, asked_at }: StatementWish,
): Promise<SealedStatement> {
  const report = await REPORTS[settings.report]?.();
  if (report === undefined) throw unknown(`There is no report ${settings.report}.`);
  const configuration = await activeConfiguration(store);
  const sight = await sightAs(store, settings.as);
  const place = { cwd: folder, folder };
  const period = report.timeless === true ? {} : { period: settings.period };
  const values = { ...settings.parameters, ...period };
  const { running, wish, sources } = await startedReport(values, report, {
    ...{ store, sight, configuration, now, asked_at, place },
  });
  const sealer = await sealerIn(folder, configuration, now);
  const made = new Date(now).toISOString().replaceAll(/[-:]|\.\d+/g, '');
  const nameOf = (period: string): string => `${name}_${period}_made-${made}`;
  const files = await sealedFiles(running, { sealer, settings, today: sources.today, nameOf }).catch(
    async (error: unknown) => {
      await sealer.destroy();
      throw error;
    },
  );
  const { receipt } = running.end();
  const of_people = showsPeople(running.columns);
  const { from_day, to_day } = receipt.period === null ? { from_day: null, to_day: null } : wish.period;
  return {
    ...{ report: report.name, from_day, to_day, of_people, receipt: JSON.stringify(receipt), files },
    day: agingDay(of_people, {
      made: sources.today,
      from: from_day,
      whole_from: wholeFrom(store),
    }),
  };
}

/** The file of the rows, and from it one for each format. */
async function sealedFiles(
  running: RunningReport,
  {
    sealer,
    settings,
    today,
    nameOf,
  }: { sealer: Sealer; settings: ReportSchedule; today: Day; nameOf: (period: string) => string },
): Promise<SealedStatementFile[]> {
  const record = await sealer.seal(RECORD_FORMAT, 'record.jsonl', recordLines(running));
  const files = [record];
  const { period } = running.end().receipt;
  const days = period === null ? showDay(today) : `${period.from}_${period.to}`;
  for (const format of settings.formats) {
    const known = FORMATS[format];
    if (known === undefined) throw unknown(`There is no format ${format}.`);
    const again = recordedRun(running, () => sealer.open(record));
    const written = known.write(again, { bom: true, paper: settings.paper });
    files.push(await sealer.seal(format, `${nameOf(days)}.${known.extension}`, written));
  }
  return files;
}

/** The first day of which calls are whole still, by what jobs have done; null where all are. */
function wholeFrom({ connection }: ReadingStore): number | null {
  const { masked, anonymous, gone } = callsReached(reachedEdges(connection));
  const reached = [masked, anonymous, gone].filter((day): day is Day => day !== null);
  return reached.length === 0 ? null : Math.max(...reached);
}

/** What a role or user of the document in force is shown, whoever the service runs as. */
async function sightAs(store: ReadingStore, as: string): Promise<Sight> {
  const sight = await sightIn(store, 'os:', as);
  if ('unknown' in sight) throw unknown(`There is no role and no user ${as}.`);
  return sight;
}

function unknown(message: string): OperationError {
  return new OperationError('CONFIGURATION_INVALID', message, {
    hint: 'Correct report_schedules in the configuration: ./ledgerline report schedule list.',
  });
}

type Sealer = Awaited<ReturnType<typeof sealerIn>>;

/** Encrypts files by the key of this month, under names that tell nothing. */
async function sealerIn(folder: string, configuration: Configuration, now: number) {
  const month = monthOf(now);
  const key = await monthKey(attachmentKeys(folder, configuration.attachments), month);
  const written: string[] = [];
  return {
    /** What was written for a report that is none: whoever is erased would stand in it still. */
    async destroy(): Promise<void> {
      for (const path of written) await destroyRawCopy(folder, path);
    },
    async seal(
      format: string,
      name: string,
      parts: AsyncIterable<string | Uint8Array>,
    ): Promise<SealedStatementFile> {
      const file = meaninglessName();
      const hash = createHash('sha256');
      let bytes = 0;
      async function* counted(): AsyncGenerator<Uint8Array> {
        for await (const piece of inPieces(parts)) {
          hash.update(piece);
          bytes += piece.length;
          yield piece;
        }
      }
      await writeSealed(folder, { file, month }, key, counted());
      written.push(attachmentPath({ file, month }));
      return { format, name, file, month, bytes, sha256: hash.digest('hex') };
    },
    open: (sealed: SealedStatementFile) => readSealed(folder, sealed, key),
  };
}
