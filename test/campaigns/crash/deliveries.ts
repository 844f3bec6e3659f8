import { createHash } from 'node:crypto';
import { appendFileSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { CallLines } from './call-lines.ts';
import type { Random } from './random.ts';

/** The drop folders, by what happens to a file afterwards; in the last two files stay and grow. */
export const FOLDERS = ['moved', 'deleted', 'growing', 'resting'] as const;
export type Folder = (typeof FOLDERS)[number];
type TakenAway = 'moved' | 'deleted';

/** A file that was put into a folder out of which it is taken. */
export interface DeliveredFile {
  readonly folder: TakenAway;
  readonly name: string;
  readonly lines: readonly string[];
  /** SHA-256 of the content, unpacked. */
  readonly content: string;
}

/** A file at its origin that grows and is never taken away. */
interface GrownFile {
  readonly folder: 'growing' | 'resting';
  name: string;
  readonly lines: string[];
  /** The beginning of the last line, when the rest of it is still to come. */
  half: string;
}

/** A telephone system that writes files: knows all it ever delivered, and so what must have arrived. */
export class Deliveries {
  readonly files: DeliveredFile[] = [];
  readonly grown: GrownFile[] = [];
  readonly calls: CallLines;
  private readonly drop: string;
  private readonly random: Random;
  private names = 0;

  constructor(drop: string, random: Random, today: number) {
    this.drop = drop;
    this.random = random;
    this.calls = new CallLines(random, today);
    for (const folder of FOLDERS) mkdirSync(join(drop, folder), { recursive: true });
  }

  /** New files under their final names: one that will be moved and one that will be deleted. */
  file(): void {
    for (const folder of ['moved', 'deleted'] as const)
      this.put(folder, this.calls.batch(this.random.between(1, 200), true));
  }

  /** The bytes of an earlier file again, or the end of one with more behind it. */
  resend(): void {
    const earlier = this.files.filter(({ lines }) => !lines.some((line) => line.startsWith('rubbish')));
    if (earlier.length === 0) this.file();
    else this.putAgain(this.random.pick(earlier));
  }

  /** A file that stays becomes longer: by whole lines, or now and then up to the middle of one. */
  growth(): void {
    for (const folder of ['growing', 'resting'] as const) {
      const file = this.grown.findLast((known) => known.folder === folder) ?? this.begin(folder);
      const lines = this.calls.batch(this.random.between(1, 100));
      const last = lines.at(-1) ?? '';
      const half =
        folder === 'growing' && this.random.chance(0.4) ? this.random.between(1, last.length - 1) : 0;
      const text = lines.map((line) => `${line}\n`).join('');
      this.write(file, half === 0 ? text : text.slice(0, half - last.length - 1));
      file.lines.push(...lines);
      file.half = half === 0 ? '' : last.slice(half);
    }
  }

  /** Ends what was written up to the middle of a line. */
  complete(): void {
    for (const file of this.grown) this.write(file, '');
  }

  /** The file that grows gets another name, and a new one is begun in its place. */
  rotation(): void {
    const file = this.grown.findLast(({ folder }) => folder === 'growing');
    if (file !== undefined) {
      this.write(file, '');
      this.names += 1;
      const name = `Master.csv.${this.names}`;
      renameSync(join(this.drop, 'growing', file.name), join(this.drop, 'growing', name));
      file.name = name;
      this.begin('growing');
    }
    this.growth();
  }

  /** All that a source brought, file by file; what it had more than once over several files counts once. */
  linesOf(folder: Folder): (readonly string[])[] {
    return [...this.files, ...this.grown].filter((file) => file.folder === folder).map(({ lines }) => lines);
  }

  pathOf({ folder, name }: { folder: Folder; name: string }): string {
    return join(this.drop, folder, name);
  }

  private begin(folder: 'growing' | 'resting'): GrownFile {
    const file = { folder, name: 'Master.csv', lines: [], half: '' };
    this.grown.push(file);
    return file;
  }

  private write(file: GrownFile, text: string): void {
    const rest = file.half === '' ? '' : `${file.half}\n`;
    file.half = '';
    if (rest + text !== '') appendFileSync(this.pathOf(file), rest + text);
  }

  private putAgain({ folder, lines, name }: DeliveredFile): void {
    const same = this.random.chance(0.5);
    const overlap = lines.slice(this.random.between(0, lines.length - 1));
    if (same) this.put(folder, lines, this.random.chance(0.3) ? name : undefined);
    else this.put(folder, [...overlap, ...this.calls.batch(this.random.between(1, 50))]);
  }

  private put(folder: TakenAway, lines: readonly string[], again?: string): void {
    this.names += 1;
    const packed = again === undefined && this.random.chance(0.2);
    const name = again ?? `export-${this.names}.csv${packed ? '.gz' : ''}`;
    const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
    const part = join(this.drop, folder, `_${this.names}`);
    writeFileSync(part, name.endsWith('.gz') ? gzipSync(bytes) : bytes);
    renameSync(part, join(this.drop, folder, name));
    this.files.push({ folder, name, lines, content: sha256(bytes) });
  }
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** The content of a file at its origin, or null when it is gone. */
export function contentAt(path: string): Buffer | null {
  try {
    return readFileSync(path);
  } catch {
    return null;
  }
}
