import { resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { AttachmentFolder, type HintReader } from '../../collector/attachments/attachment-folder.ts';
import { writeSealed } from '../../collector/attachments/sealed-file.ts';
import { again } from '../../collector/back-off.ts';
import { backOff } from '../../collector/files/file-options.ts';
import { LocalFolder } from '../../collector/files/local-folder.ts';
import type { Log } from '../../collector/source.ts';
import type { MatchRule } from '../../processor/attachments/match-rule.ts';
import { hintOfName, hintOfSidecar } from '../../processor/attachments/read-hint.ts';
import { groupMaker } from '../../record/fingerprint.ts';
import { OperationError } from '../../record/operation-error.ts';
import { monthKey } from '../../settings/attachment-keys.ts';
import type { AttachmentFolderSettings } from '../../settings/attachment-settings.ts';
import type { Configuration } from '../../settings/configuration.ts';
import { attachmentHands } from './attachment-hands.ts';
import { attachmentKeys } from './attachment-keys.ts';
import type { Writer } from './writer.ts';

/** What a folder of attachments works by: changed, it begins anew. */
interface Entry {
  readonly name: string;
  readonly settings: AttachmentFolderSettings;
  readonly key: string | null;
  readonly sites: Configuration['sites'];
  readonly time_zone: string;
}

export interface FolderSurroundings {
  readonly now: () => number;
  readonly log: Log;
  readonly trouble: (folder: string, error: OperationError | null) => void;
  readonly failed: (error: unknown) => void;
}

/** The folders of attachments that are looked into now. */
export class AttachmentFolders {
  private readonly running = new Map<string, { readonly entry: Entry; stop(): Promise<void> }>();
  private readonly writer: Pick<Writer, 'folder' | 'store' | 'journal'>;
  private readonly surroundings: FolderSurroundings;

  constructor(writer: Pick<Writer, 'folder' | 'store' | 'journal'>, surroundings: FolderSurroundings) {
    this.writer = writer;
    this.surroundings = surroundings;
  }

  /** Stops what is gone or changed, starts what is new or changed. */
  async follow(configuration: Configuration): Promise<void> {
    const wanted = entriesOf(configuration);
    const ended = [...this.running].filter(
      ([, { entry }]) => !wanted.some((other) => isDeepStrictEqual(entry, other)),
    );
    await Promise.all(
      ended.map(async ([name, folder]) => {
        await folder.stop();
        this.running.delete(name);
        this.surroundings.trouble(name, null);
        // What it refused is nobody's trouble any more; where it goes on, that is found again.
        await this.writer.store.keepRefusedAttachments(name, []);
      }),
    );
    for (const entry of wanted) if (!this.running.has(entry.name)) this.start(entry);
  }

  private start(entry: Entry): void {
    const abort = new AbortController();
    const { name, settings } = entry;
    const { log, failed } = this.surroundings;
    const look = lookInto(this.writer, entry, this.surroundings);
    const times = { ...backOff(settings), pause_ms: settings.interval_seconds * 1000 };
    const ended = again(abort.signal, times, (retries) =>
      this.round(entry, look, retries, abort.signal),
    ).catch((error: unknown) => {
      const text = error instanceof Error ? error.message : String(error);
      log('error', 'a folder of attachments is not looked into any more', { folder: name, error: text });
      failed(error);
    });
    this.running.set(name, {
      entry,
      stop: async () => {
        abort.abort();
        await ended;
      },
    });
  }

  private async round(
    { name }: Entry,
    look: (signal: AbortSignal) => Promise<number>,
    retries: number,
    signal: AbortSignal,
  ): Promise<void> {
    const { log, now, trouble } = this.surroundings;
    try {
      const files = await look(signal);
      const matched = await this.writer.store.matchAttachments(now());
      if (files + matched > 0)
        log('info', 'attachments taken', { folder: name, files, matched_later: matched });
      trouble(name, null);
    } catch (error) {
      if (error instanceof OperationError && !signal.aborted) {
        trouble(name, error);
        const { message, code, hint } = error;
        if (retries === 0) log('warn', message, { folder: name, code, hint });
      }
      throw error;
    }
  }
}

function entriesOf({ attachments, sources, sites }: Configuration): Entry[] {
  return Object.entries(attachments.folders ?? {}).map(([name, settings]) => {
    const site = sites[sources[settings.source]?.site ?? ''];
    return { name, settings, key: attachments.key, sites, time_zone: site?.time_zone ?? 'UTC' };
  });
}

/** One look into a folder, after which all that was at rest in it is kept. */
export function lookInto(
  { folder, store, journal }: Pick<Writer, 'folder' | 'store' | 'journal'>,
  entry: Entry,
  { now, log }: Pick<FolderSurroundings, 'now' | 'log'>,
  elapsed?: () => number,
): (signal: AbortSignal) => Promise<number> {
  const { name, settings, key } = entry;
  const { source, kind, match } = settings;
  const keys = attachmentKeys(folder, { key, folders: {} });
  const hands = attachmentHands(folder);
  const attachments = new AttachmentFolder(
    {
      ...{ name, source, kind, now, log, register: store, key: journal.key },
      options: settings,
      sidecar: match.by === 'sidecar' ? match.file : null,
      hintOf: hintReader(entry, match, groupMaker(journal.key)),
      seal: async (file, plain) => await writeSealed(folder, file, await monthKey(keys, file.month), plain),
      discard: (file) => hands.destroy(file),
    },
    elapsed,
  );
  return async (signal) => {
    const origin = new LocalFolder(resolve(folder, settings.folder), settings.subfolders);
    return await attachments.round(origin, signal);
  };
}

/** What is written of a call, as the store has it. */
function hintReader(
  { settings, sites, time_zone }: Entry,
  match: MatchRule,
  groupOf: ReturnType<typeof groupMaker>,
): HintReader {
  return async (name, sidecar) => {
    const written =
      match.by === 'name'
        ? hintOfName(match, name)
        : hintOfSidecar(match, Buffer.from(sidecar ?? []).toString('utf8'), time_zone);
    if (typeof written === 'string') return written;
    const { call_key, number, at } = written;
    const tolerance = match.by === 'sidecar' ? match.tolerance_seconds * 1000 : 0;
    const call_group = call_key === null ? null : groupOf(settings.source, call_key);
    const span = at === null ? { from: null, to: null } : { from: at - tolerance, to: at + tolerance };
    // With all that reads numbers, which no start of the service waits for.
    const { numberForms } = await import('../number-forms.ts');
    const numbers = number === null || call_group !== null ? [] : numberForms(number, sites);
    return { hint: { call_group, numbers, ...span }, at };
  };
}
