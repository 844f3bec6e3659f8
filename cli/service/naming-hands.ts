import { setImmediate } from 'node:timers/promises';
import { readSealed } from '../../collector/attachments/sealed-file.ts';
import { readRawCopy } from '../../collector/journal/raw-copies.ts';
import type { NamingHands } from '../../privacy/erase-subject.ts';
import { readLines } from '../../processor/lines/explain-line.ts';
import { type ProcessingSettings, processingContext } from '../../processor/processing-context.ts';
import { byNumberAlone, canName, createNamedPlaces, type Naming } from '../../record/naming.ts';
import { standsInRecord } from '../../reports/statement-record.ts';
import { knownMonthKey } from '../../settings/attachment-keys.ts';
import type { Configuration } from '../../settings/configuration.ts';
import { callsByText } from '../../store/queries/calls-by-text.ts';
import { entryTexts } from '../../store/queries/entry-texts.ts';
import type { ChunkToBlank } from '../../store/raw-copy-store.ts';
import { openReadingConnection } from '../../store/reading-connection.ts';
import { knownSites } from '../known-sites.ts';
import type { createNumberForms } from '../number-forms.ts';
import { attachmentKeys } from './attachment-keys.ts';

const BLOCK_BYTES = 1024 * 1024;
/** An erasure takes these in one transaction: what arrives waits no longer than for those of a day. */
const CALLS_AT_ONCE = 500;

/** Searches raw copies and texts for a person, by the numbering plan of the site that a line came from. */
export function namingHands(
  folder: string,
  configuration: () => Promise<Pick<Configuration, 'sites' | 'sources' | 'attachments'>>,
): NamingHands {
  const sites = (): Promise<Sites> => sitesIn(folder, configuration);
  return {
    async places(naming) {
      return createNamedPlaces(naming, await formsIn(await sites()));
    },
    lines: (chunk, naming) => namedLines(folder, chunk, naming, sites),
    calls: (naming, period) => namedCalls(folder, { naming, period }, sites),
    entries: (naming) => namedEntries(folder, naming, sites),
    async stands(file, naming, extensions) {
      const places = createNamedPlaces(naming, await formsIn(await sites()));
      const names = (text: string): boolean => places(text).length > 0;
      const key = await knownMonthKey(
        attachmentKeys(folder, (await configuration()).attachments),
        file.month,
      );
      return await standsInRecord(readSealed(folder, file, key), names, extensions);
    },
  };
}

type Sites = Configuration['sites'];

/** What reads numbers is loaded where somebody is looked for: no start of the service waits for it. */
async function formsIn(
  sites: Parameters<typeof createNumberForms>[0],
): Promise<ReturnType<typeof createNumberForms>> {
  return (await import('../number-forms.ts')).createNumberForms(sites);
}

/** The sites of a data folder, by which numbers are read. */
export async function sitesIn(
  folder: string,
  configuration: () => Promise<Pick<Configuration, 'sites' | 'sources'>>,
): Promise<Sites> {
  const inForce = await configuration();
  const store = openReadingConnection(folder);
  try {
    return knownSites(store, inForce);
  } finally {
    await store.close();
  }
}

/** Calls in whose texts somebody stands, some at once. */
async function* namedCalls(
  folder: string,
  { naming, period }: { naming: Naming; period: Parameters<NamingHands['calls']>[1] },
  sites: () => Promise<Sites>,
): AsyncGenerator<number[]> {
  const places = createNamedPlaces(naming, await formsIn(await sites()));
  // A name is looked for in every text, as it is spelt in many ways.
  const tails = naming.names.length === 0 ? naming.tails : null;
  const store = openReadingConnection(folder);
  try {
    for (const texts of callsByText(store.connection, { ...period, tails })) {
      const ids = texts.filter(({ text }) => places(text).length > 0).map(({ id }) => id);
      for (let from = 0; from < ids.length; from += CALLS_AT_ONCE)
        yield ids.slice(from, from + CALLS_AT_ONCE);
      await setImmediate();
    }
  } finally {
    await store.close();
  }
}

async function namedEntries(folder: string, naming: Naming, sites: () => Promise<Sites>): Promise<string[]> {
  const byNumber = byNumberAlone(naming);
  if (!canName(byNumber)) return [];
  const places = createNamedPlaces(byNumber, await formsIn(await sites()));
  const found = new Set<string>();
  const store = openReadingConnection(folder);
  try {
    for (const texts of entryTexts(store.connection)) {
      for (const text of texts) if (places(text).length > 0) found.add(text);
      await setImmediate();
    }
  } finally {
    await store.close();
  }
  return [...found];
}

/** Of a chunk, the lines in which somebody stands. */
async function namedLines(
  folder: string,
  chunk: ChunkToBlank,
  naming: Naming,
  sites: () => Promise<Sites>,
): Promise<{ offset: number; length: number }[]> {
  const { first_offset: from, end_offset: to, received_at, ends, copy } = chunk;
  const settings = JSON.parse(chunk.settings) as ProcessingSettings;
  const own = settings.site === undefined ? await sites() : { own: settings.site };
  const places = createNamedPlaces(naming, await formsIn(own));
  const bytes = await readRawCopy(folder, copy, from, to - from);
  if (places(plainText(bytes.toString('latin1'), naming)).length === 0) return [];
  // Identities play no part in cutting, so no key is needed.
  const context = processingContext(settings, new Uint8Array(32));
  const found: { offset: number; length: number }[] = [];
  const next = async (offset: number) => {
    if (offset >= to) return null;
    const block = bytes.toString('latin1', offset - from, Math.min(offset - from + BLOCK_BYTES, to - from));
    return { block, end: offset + block.length >= to ? ends : ('more' as const) };
  };
  const state = chunk.state ?? START;
  await readLines(context, { from, state, received_at, next }, ({ unit }) => {
    if (places(plainText(unit.raw, naming)).length > 0)
      found.push({ offset: unit.offset, length: unit.length });
    return false;
  });
  return found;
}

const START = { cut: { after_cr: false, skipping: false }, driver: null, last_end: null };

/** Digits stand in every encoding as they are, but for the zeros of one of two bytes a sign; names are looked for in UTF-8, too. */
function plainText(raw: string, { names }: Naming): string {
  const single = raw.includes('\0') ? raw.replaceAll('\0', '') : raw;
  return names.length === 0 ? single : `${single}\n${Buffer.from(single, 'latin1').toString('utf8')}`;
}
