import { join } from 'node:path';
import { ContentPrint } from '../collector/journal/content-print.ts';
import { STRAY_FOLDER, strayContent, strayRawCopies } from '../collector/journal/stray-raw-copies.ts';
import type { InstallationKey } from '../record/mac.ts';
import { SEALED } from '../record/raw-copy.ts';
import { grouped } from '../reports/text-table.ts';

interface StrayCopy {
  readonly path: string;
  /** The source it was received from, by its path; empty where there is none in it. */
  readonly source: string;
  readonly length: number;
  readonly content_mac: string;
  /** Why it could not be read; then nothing is known of its bytes. */
  readonly trouble: string | null;
  /** An intake that begins with its bytes. */
  held_by: number | null;
}

/** Raw copies that were put aside, and whether some intake has their bytes: only then they are one too many. */
export class StrayCopies {
  private readonly folder: string;
  private readonly copies: readonly StrayCopy[];

  private constructor(folder: string, copies: readonly StrayCopy[]) {
    this.folder = folder;
    this.copies = copies;
  }

  static async look(folder: string, key: InstallationKey): Promise<StrayCopies> {
    const copies: StrayCopy[] = [];
    for (const path of await strayRawCopies(folder)) copies.push(await printed(folder, path, key));
    return new StrayCopies(folder, copies);
  }

  /** Lengths at which the content of an intake of this source is to be compared. */
  marksOf(source: string): number[] {
    return this.copies.filter((copy) => copy.source === source).map(({ length }) => length);
  }

  /** The content of an intake has passed by, with its marks. */
  compare(source: string, intake: number, print: ContentPrint): void {
    for (const copy of this.copies) {
      if (copy.source === source && print.macAt(copy.length) === copy.content_mac) copy.held_by = intake;
    }
  }

  /** Those with bytes that no intake has, each with what to do. */
  get findings(): { intake: null; path: string; message: string }[] {
    return this.copies
      .filter(({ held_by, length, trouble }) => trouble !== null || (held_by === null && length > 0))
      .map((copy) => ({ intake: null, path: copy.path, message: copy.trouble ?? this.adviceOn(copy) }));
  }

  /** What may go. */
  get surplus(): string[] {
    return this.copies
      .filter(({ held_by, length, trouble }) => trouble === null && (held_by !== null || length === 0))
      .map(({ path, held_by }) => {
        const why = held_by === null ? 'it holds nothing' : `intake ${held_by} has these bytes`;
        return `${path}: ${why}; the file may be removed`;
      });
  }

  private adviceOn({ path, source, length }: StrayCopy): string {
    const plain = path.endsWith(SEALED) ? path.slice(0, -SEALED.length) : path;
    const unpack = path === plain ? '' : `unpack it with zstd -d ${join(this.folder, path)}, then `;
    const command = `./ledgerline ingest --source ${source || 'NAME'} ${join(this.folder, plain)}`;
    return `${grouped(length)} bytes that no intake has. To take them in: ${unpack}${command}, then remove the file`;
  }
}

async function printed(folder: string, path: string, key: InstallationKey): Promise<StrayCopy> {
  const [source = '', ...rest] = path.slice(STRAY_FOLDER.length + 1).split('/');
  const place = { path, source: rest.length === 0 ? '' : source, held_by: null };
  const print = new ContentPrint(key);
  try {
    for await (const bytes of strayContent(folder, path)) print.update(bytes);
    const { length, content_mac } = print.take();
    return { ...place, length, content_mac, trouble: null };
  } catch (error) {
    const trouble = error instanceof Error ? error.message : String(error);
    return { ...place, length: 0, content_mac: '', trouble };
  }
}
