import { isDeepStrictEqual } from 'node:util';
import { JOBS } from '../maintenance/jobs.ts';
import { nextDue, type Preview, previewRetention } from '../maintenance/retention-preview.ts';
import { showTime } from '../record/calendar.ts';
import { countedCalls } from '../reports/call-count.ts';
import type { Configuration } from '../settings/configuration.ts';
import { changeText, configurationDifference } from '../settings/configuration-difference.ts';
import { loadConfiguration } from '../settings/load-configuration.ts';
import { configurationVersions } from '../store/queries/intakes.ts';
import { checkSchedules } from './checked-schedules.ts';
import type { CommandCall } from './command.ts';
import { previewText } from './preview-text.ts';
import { reachedText } from './reached-text.ts';
import { readOtherwise, readOtherwiseText } from './read-otherwise.ts';
import { awayNow } from './schedule-places.ts';
import { LISTS, NO_CONFIGURATION, readConfiguration } from './service/judging.ts';
import { previewReads } from './service/preview-reads.ts';
import { sortHeld } from './service/sort-held.ts';
import { sourcePlaces } from './service/source-places.ts';
import { sameFolder } from './usage.ts';

/** A document that is to be in force; `name` is what its problems are told with. */
interface Document {
  readonly name: string;
  readonly text: string;
  readonly reason: string;
}

/** Checks a document, stores it as the newest version, has the service follow it, and tells what changed. */
export async function putInForce(call: CommandCall, { name, text, reason }: Document): Promise<void> {
  const configuration = readConfiguration(text, name);
  // For what it refuses: a source must not collect from the store.
  sourcePlaces(configuration, call.folder);
  await checkSchedules(configuration, call.folder);
  const writer = await call.writer();
  const before = await configurationBefore(call);
  const changes = before === null ? [] : configurationDifference(before, configuration);
  const isOther = !isDeepStrictEqual(before?.retention, configuration.retention);
  const preview = isOther ? await tonight(call, configuration) : null;
  // What arrives as soon as it is in force meets a brake that knows of it.
  if (preview !== null) await writer.jobs.alarms.foresee(preview.brakes);
  const version = await writer.store.addConfigurationVersion({
    applied_at: call.now(),
    applied_by: call.principal,
    reason,
    text,
  });
  call.tell({ object: `configuration ${version}`, counts: { changes: changes.length } });
  await writer.configurationChanged(configuration);
  if (isOther) await writer.jobs.alarms.standDown(preview?.brakes ?? []);
  const { thresholds } = configuration;
  const sorted = await sortHeld(call, writer, { thresholds, retention: before?.retention ?? null });
  for (const away of awayNow(configuration)) call.err(away);
  for (const change of changes) await call.out(`${changeText(change)}\n`);
  const moved = sorted.held.legs + sorted.released.legs > 0;
  if (moved) {
    const { held, released } = sorted;
    await call.out(
      `Held by the thresholds now: ${countedCalls(held)}. Not held any more: ${countedCalls(released)}.\n`,
    );
  }
  await call.out(`Version ${version} is in force${resultOf(before, changes)}.\n`);
  await call.out(readOtherwiseText(await readOtherwise(call.reading(), configuration), sameFolder(call)));
  // Held calls have a ladder of their own: what was sorted goes by another one from now on.
  if (isOther || (moved && configuration.retention !== null))
    await sayTonight(call, moved ? await tonight(call, configuration) : preview, configuration);
  await call.out(reachedText(call, before, configuration));
}

/** What a retention takes in its first night; null where there is none. */
async function tonight(call: CommandCall, configuration: Configuration): Promise<Preview | null> {
  const { retention, schedule } = configuration;
  if (retention === null) return null;
  const reads = previewReads(call.folder, configuration);
  return await previewRetention(reads, { retention, schedule, now: call.now(), nights: 1 });
}

/** Until the first night somebody who did not mean it can apply another one. */
async function sayTonight(
  call: CommandCall,
  preview: Preview | null,
  { schedule }: Configuration,
): Promise<void> {
  if (preview === null) {
    await call.out('No retention is in force any more: nothing is masked or removed by itself.\n');
    return;
  }
  const taking = Object.values(JOBS).filter(({ ladder }) => ladder);
  const first = Math.min(...taking.map((job) => nextDue(job, schedule, call.now())));
  await call.out(`\nThe retention takes in its first night, and nothing before ${showTime(first, 0)}:\n`);
  await call.out(previewText(preview));
}

/** What is replaced; null for a version that this program does not understand, which must not stay for ever. */
async function configurationBefore(call: CommandCall): Promise<Configuration | null> {
  const [newest] = configurationVersions(call.reading().connection);
  if (newest === undefined) return NO_CONFIGURATION;
  const loaded = loadConfiguration(newest.text, LISTS);
  return loaded.ok ? loaded.configuration : null;
}

function resultOf(before: Configuration | null, changes: readonly unknown[]): string {
  if (before === null) return '; the one before it is not understood by this program and cannot be compared';
  return changes.length === 0 ? '; nothing changed by it' : '';
}
