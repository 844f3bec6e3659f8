import { existsSync, readdirSync } from 'node:fs';
import { appendFile, mkdir, mkdtemp, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { LocalFolder } from '../../collector/files/local-folder.ts';
import type { ListedFile, OriginFile } from '../../collector/files/origin-folder.ts';
import { PickUp } from '../../collector/files/pick-up.ts';
import { emptyTally, type PickUpOptions } from '../../collector/files/round.ts';
import type { IntakeKind } from '../../record/intake.ts';
import { Workbench } from './workbench.ts';

const LEAVE: PickUpOptions = {
  afterwards: 'leave',
  finished_after_ms: 60_000,
  needs_marker: false,
  done_marker: null,
  move_to: 'taken',
  rename_suffix: '.taken',
  files: ['*'],
  except: [],
  unpack_limit_bytes: 1024 * 1024,
};

class HookedFolder extends LocalFolder {
  readonly #hooks: PickedFolder['hooks'];
  #stats = new Map<string, number>();

  constructor(folder: string, hooks: PickedFolder['hooks']) {
    super(folder, true);
    this.#hooks = hooks;
  }

  override async open(path: string): Promise<OriginFile> {
    const file = await super.open(path);
    await this.#hooks.opened?.().catch(async (error: unknown) => {
      await file.close();
      throw error;
    });
    return file;
  }

  override async stat(path: string): Promise<ListedFile | null> {
    // The first is for the listing, the second after reading, the third before the file is moved or deleted.
    const times = (this.#stats.get(path) ?? 0) + 1;
    this.#stats.set(path, times);
    if (times === 3) await this.#hooks.disposing?.();
    return super.stat(path);
  }
}

/** A drop folder that things happen to, and the pick-up that has to cope. */
export class PickedFolder {
  readonly bench: Workbench;
  readonly folder: string;
  readonly options: PickUpOptions;
  elapsed = 0;
  tally = emptyTally();
  /** Lets a test do something at the origin while a file is being taken. */
  readonly hooks: { opened: (() => Promise<void>) | null; disposing: (() => Promise<void>) | null } = {
    opened: null,
    disposing: null,
  };
  #pickUp: PickUp;
  #tokens = 0;
  #time = Date.UTC(2026, 0, 1);

  static async open(options: Partial<PickUpOptions> = {}): Promise<PickedFolder> {
    return new PickedFolder(await Workbench.open(), await mkdtemp(join(tmpdir(), 'drop-')), {
      ...LEAVE,
      ...options,
    });
  }

  private constructor(bench: Workbench, folder: string, options: PickUpOptions) {
    this.bench = bench;
    this.folder = folder;
    this.options = options;
    this.#pickUp = this.#start();
  }

  #start(): PickUp {
    return new PickUp(this.bench.context, this.options, () => this.elapsed);
  }

  restart(): void {
    this.#pickUp = this.#start();
  }

  async poll(after = 1_000): Promise<void> {
    this.elapsed += after;
    const session = async () => 1;
    this.tally = emptyTally();
    await this.#pickUp.round(new HookedFolder(this.folder, this.hooks), {
      signal: new AbortController().signal,
      session,
      tally: this.tally,
    });
  }

  /** Until all that stands there is taken, and finished. */
  async settle(): Promise<void> {
    await this.poll();
    await this.poll();
    await this.poll(61_000);
  }

  /** How each intake came to be, in their order. */
  kinds(): IntakeKind[] {
    return this.bench.intakes().map(({ kind }) => kind);
  }

  /** The raw copies there are, finished or not. */
  rawCopies(): string[] {
    const raw = join(this.bench.folder, 'raw');
    if (!existsSync(raw)) return [];
    const entries = readdirSync(raw, { recursive: true, withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
  }

  at(name: string): string {
    return join(this.folder, name);
  }

  /** Lines that exist once in the world. */
  lines(count: number): string {
    return Array.from({ length: count }, () => `<${this.#tokens++}>${'x'.repeat(this.#tokens % 40)}\n`).join(
      '',
    );
  }

  async write(name: string, content: string | Buffer): Promise<void> {
    await mkdir(dirname(this.at(name)), { recursive: true });
    await writeFile(this.at(name), content);
    await this.touch(name);
  }

  async append(name: string, content: string): Promise<void> {
    await appendFile(this.at(name), content);
    await this.touch(name);
  }

  async touch(name: string): Promise<void> {
    this.#time += 1_000;
    await utimes(this.at(name), this.#time / 1000, this.#time / 1000);
  }

  async has(name: string): Promise<boolean> {
    return stat(this.at(name)).then(
      () => true,
      () => false,
    );
  }

  /** Each token of a text, with how often it was received. */
  async times(): Promise<Map<string, number>> {
    const times = new Map<string, number>();
    for (const [token] of (await this.bench.received()).matchAll(/<\d+>/g))
      times.set(token, (times.get(token) ?? 0) + 1);
    return times;
  }

  async close(): Promise<void> {
    await this.bench.close();
    await rm(this.folder, { recursive: true });
  }
}
