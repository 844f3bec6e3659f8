import { isAbsolute, join, relative, resolve } from 'node:path';
import { ATTACHMENTS_FOLDER, MONTH_KEYS_FOLDER } from '../../record/attachment.ts';
import { OperationError } from '../../record/operation-error.ts';
import type { Configuration, SourceEntry } from '../../settings/configuration.ts';
import { LISTS } from './judging.ts';

/** A setting of a source that is a place on this machine. */
interface SourcePlace {
  /** In the document, for example `sources.pbx.folder`. */
  readonly setting: string;
  readonly written: string;
  /** Absolute. */
  readonly meant: string;
}

/** The options of a source with its places absolute. The service may be started anywhere; its data folder is one. */
export function placedOptions(entry: SourceEntry, folder: string): SourceEntry['options'] {
  const placed = placesOf(entry).map(([name, place]) => [name, resolve(folder, place)]);
  return { ...entry.options, ...Object.fromEntries(placed) };
}

const OUR_FOLDERS = ['raw', ATTACHMENTS_FOLDER, MONTH_KEYS_FOLDER];

/** Every place of the sources and of attachments. Refuses what is our own: a source would take, move or delete the store. */
export function sourcePlaces(configuration: Configuration, folder: string): SourcePlace[] {
  const { sources, attachments } = configuration;
  const ofSources = Object.values(sources).flatMap((entry) =>
    placesOf(entry).map(([name, written]) => [`sources.${entry.name}.${name}`, written] as const),
  );
  const ofAttachments = Object.entries(attachments.folders ?? {}).map(
    ([name, { folder: written }]) => [`attachments.folders.${name}.folder`, written] as const,
  );
  return [...ofSources, ...ofAttachments].map(([setting, written]) => {
    const meant = resolve(folder, written);
    const isOurs = OUR_FOLDERS.some((name) => isInside(meant, join(folder, name)));
    if (meant === folder || isOurs) throw ourOwn(setting, meant);
    return { setting, written, meant };
  });
}

function placesOf({ kind, options }: SourceEntry): [name: string, place: string][] {
  const names = LISTS.sources[kind]?.places ?? [];
  return names.flatMap((name) => {
    const place = options[name];
    return typeof place === 'string' ? [[name, place]] : [];
  });
}

function isInside(place: string, folder: string): boolean {
  const way = relative(folder, place);
  return !way.startsWith('..') && !isAbsolute(way);
}

function ourOwn(setting: string, meant: string): OperationError {
  return new OperationError(
    'CONFIGURATION_INVALID',
    `${setting} is ${meant}, where the data folder keeps what it has.`,
    { hint: 'Nothing was changed. Name another folder; a relative one begins at the data folder.' },
  );
}
