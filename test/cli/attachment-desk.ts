import { existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { lookInto } from '../../cli/service/attachment-folders.ts';
import { activeConfiguration } from '../../cli/service/judging.ts';
import { openWriter, type Writer } from '../../cli/service/writer.ts';
import { OperationError } from '../../record/operation-error.ts';
import { openReadingStore } from '../../store/reading-store.ts';
import { asteriskLine } from '../asterisk-lines.ts';
import { CommandDesk } from './command-desk.ts';

export interface ListedAttachment {
  readonly id: number;
  readonly kind: string;
  readonly name: string | null;
  readonly bytes: number;
  readonly call: number | null;
  readonly fitting: number;
}

/** A data folder with a folder of recordings, which is looked into as the service does. */
export class AttachmentDesk extends CommandDesk {
  readonly lines: string[] = [];

  get recordings(): string {
    return join(this.place, 'recordings');
  }

  async begin(match: object, given: object = {}, more: object = {}): Promise<void> {
    mkdirSync(this.recordings, { recursive: true });
    const site = { country: 'DE', area_code: '30', time_zone: 'Europe/Berlin' };
    const document = {
      sites: { berlin: site },
      sources: {
        pbx: { kind: 'watch', site: 'berlin', driver: 'asterisk-custom', folder: 'drop', enabled: false },
      },
      retention: {
        raw_copies: '60 days',
        calls: { masked: '90 days', anonymous: null, gone: '5 months' },
        held_calls: { masked: '90 days', gone: '5 months' },
      },
      attachments: { folders: { recorder: { folder: this.recordings, source: 'pbx', match, ...given } } },
      ...more,
    };
    document.sources.pbx.driver = 'asterisk-csv';
    await this.out('config apply', this.write('ledgerline.yaml', JSON.stringify(document)));
  }

  /** A call with this key takes place. */
  async call(uniqueid: string, given: Parameters<typeof asteriskLine>[0] = {}): Promise<void> {
    const name = `calls-${uniqueid}.csv`;
    await this.out(
      'ingest',
      '--source',
      'pbx',
      this.write(name, `${asteriskLine({ uniqueid, ...given })}\n`),
    );
  }

  /** A file appears, as old as it is told. */
  record(name: string, bytes: string | Uint8Array, modified = this.now / 1000): void {
    const path = join(this.recordings, name);
    writeFileSync(path, bytes);
    utimesSync(path, modified, modified);
  }

  /** Looks twice, by which files are at rest, and again for calls. Gives how many were taken. */
  async look(looks = 2): Promise<number> {
    return await this.withWriter(async (writer) => {
      const reading = openReadingStore(this.folder);
      const { attachments, sites } = await activeConfiguration(reading);
      await reading.close();
      const settings = attachments.folders?.recorder;
      if (settings === undefined) throw new Error('no folder is configured');
      const log = (_level: string, message: string): void => void this.lines.push(message);
      const entry = { name: 'recorder', settings, key: attachments.key, sites, time_zone: 'Europe/Berlin' };
      let elapsed = 0;
      const look = lookInto(writer, entry, { now: () => this.now, log }, () => (elapsed += 1000));
      let taken = 0;
      for (let at = 0; at < looks; at += 1) taken += await look(new AbortController().signal);
      await writer.store.matchAttachments(this.now);
      return taken;
    });
  }

  async withWriter<Result>(work: (writer: Writer) => Promise<Result>): Promise<Result> {
    const log = (_level: string, message: string): void => void this.lines.push(message);
    const writer = await openWriter(this.folder, {
      now: () => this.now,
      log,
      failed: () => {},
      lasting: false,
    });
    try {
      return await work(writer);
    } finally {
      await writer.close();
    }
  }

  async list(...options: string[]): Promise<ListedAttachment[]> {
    return (await this.json<{ attachments: ListedAttachment[] }>('attachments list', ...options)).attachments;
  }

  /** Encrypted files in the data folder, and keys of months. */
  files(): string[] {
    return ['attachments', 'attachment-keys']
      .filter((name) => existsSync(join(this.folder, name)))
      .flatMap((name) =>
        readdirSync(join(this.folder, name), { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isFile())
          .map((entry) => join(entry.parentPath, entry.name)),
      )
      .sort();
  }

  async refusal(work: Promise<unknown>): Promise<string> {
    const error = await work.then(
      () => null,
      (caught: unknown) => caught,
    );
    if (error instanceof OperationError) return error.code;
    throw error ?? new Error('nothing was refused');
  }
}
