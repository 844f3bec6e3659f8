import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { IMPORT_LISTS, IMPORT_NAMES, type ImportList } from '../directory/import-lists.ts';
import { dayIn } from '../privacy/retention.ts';
import type { Directory } from '../record/directory.ts';
import type { Configuration } from '../settings/configuration.ts';
import { suggestion } from '../settings/describe-issues.ts';
import { readDirectory } from '../store/queries/directory.ts';
import type { CommandCall } from './command.ts';
import { unreadableFile } from './configuration-files.ts';
import { activeConfiguration } from './service/judging.ts';
import { givenDay, usageError } from './usage.ts';
import { requireWholeSight } from './viewer.ts';

/** The day on which a change without a day of its own begins: by the calendar of the retention, else of the first site. */
export function today({ retention, sites }: Configuration, now: number): number {
  return dayIn(retention?.time_zone ?? Object.values(sites)[0]?.time_zone ?? 'UTC', now);
}

/** One of the lists that are imported, by the name somebody typed. */
export function givenList(text: string | undefined): ImportList {
  const name = IMPORT_NAMES.find((known) => known === text);
  if (name !== undefined) return IMPORT_LISTS[name];
  const what =
    text === undefined ? 'LIST is missing.' : `There is no list ${text}${suggestion(text, IMPORT_NAMES)}`;
  throw usageError(what, `One of: ${IMPORT_NAMES.join(', ')}.`);
}

/** The directory for somebody who may see all of it, and the day that was asked for. */
export async function openDirectory(call: CommandCall): Promise<{ directory: Directory; day: number }> {
  await requireWholeSight(call, 'The directory is');
  const day = givenDay(call, 'on') ?? today(await activeConfiguration(call.reading()), call.now());
  return { directory: readDirectory(call.reading().connection), day };
}

export function fileBytes(call: CommandCall, name: string): Uint8Array {
  try {
    return readFileSync(resolve(call.cwd, name));
  } catch (cause) {
    throw unreadableFile(name, cause);
  }
}
