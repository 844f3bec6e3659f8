import {
  appendFile,
  copyFile,
  mkdtemp,
  readFile,
  rename,
  rm,
  stat,
  truncate,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LocalFolder } from '../../collector/local-folder.ts';
import { PickUp } from '../../collector/pick-up.ts';
import { emptyTally, type PickUpOptions } from '../../collector/round.ts';
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

/** A drop folder that things happen to, and the pick-up that has to cope. */
class DropFolder {
  readonly bench: Workbench;
  readonly folder: string;
  readonly options: PickUpOptions;
  elapsed = 0;
  tally = emptyTally();
  #pickUp: PickUp;
  #tokens = 0;
  #time = Date.UTC(2026, 0, 1);

  static async open(options: Partial<PickUpOptions> = {}): Promise<DropFolder> {
    return new DropFolder(await Workbench.open(), await mkdtemp(join(tmpdir(), 'drop-')), {
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
    await this.#pickUp.round(new LocalFolder(this.folder, true), {
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

const name = fc.constantFrom('a', 'b', 'c');
const count = fc.constantFrom(1, 3, 40, 2000);
const event = fc.oneof(
  fc.record({ kind: fc.constant('append' as const), name, count }),
  fc.record({ kind: fc.constant('append half a line' as const), name }),
  fc.record({ kind: fc.constant('rotate' as const), name, anew: fc.boolean() }),
  fc.record({ kind: fc.constant('copy and truncate' as const), name }),
  fc.record({ kind: fc.constant('rewrite' as const), name, count }),
  fc.record({ kind: fc.constant('resend' as const), name }),
  fc.record({ kind: fc.constant('pack the rotated' as const), name }),
  fc.record({ kind: fc.constant('touch' as const), name }),
  fc.record({ kind: fc.constant('remove' as const), name }),
  fc.record({ kind: fc.constant('poll' as const) }),
  fc.record({ kind: fc.constant('settle' as const) }),
  fc.record({ kind: fc.constant('restart' as const) }),
);
type Event = typeof event extends fc.Arbitrary<infer E> ? E : never;

let resends = 0;

async function happen(drop: DropFolder, e: Event): Promise<void> {
  if (e.kind === 'poll') return drop.poll();
  if (e.kind === 'settle') return drop.settle();
  if (e.kind === 'restart') return drop.restart();
  if (e.kind === 'append') return drop.append(e.name, drop.lines(e.count));
  if (!(await drop.has(e.name))) return;
  switch (e.kind) {
    case 'append half a line':
      return drop.append(e.name, drop.lines(1).slice(0, -1));
    case 'touch':
      return drop.touch(e.name);
    case 'rotate':
      for (let n = 5; n > 0; n--) {
        const from = n === 1 ? e.name : `${e.name}.${n - 1}`;
        if (n === 5 && (await drop.has(`${e.name}.5`))) await drop.settle();
        if (await drop.has(from)) await rename(drop.at(from), drop.at(`${e.name}.${n}`));
      }
      if (e.anew) await drop.append(e.name, drop.lines(5));
      return;
    case 'pack the rotated': {
      if (!(await drop.has(`${e.name}.1`))) return;
      await drop.write(
        `${e.name}.${Date.now()}.${drop.elapsed}.gz`,
        gzipSync(await readFile(drop.at(`${e.name}.1`))),
      );
      return rm(drop.at(`${e.name}.1`));
    }
    case 'copy and truncate':
      // What was written since the last look and truncated before the next is lost to everybody; not here.
      await drop.settle();
      await copyFile(drop.at(e.name), drop.at(`${e.name}.copy${drop.elapsed}`));
      await drop.touch(`${e.name}.copy${drop.elapsed}`);
      await truncate(drop.at(e.name), 0);
      return drop.touch(e.name);
    case 'rewrite':
      await drop.settle();
      return drop.write(e.name, drop.lines(e.count));
    case 'resend':
      await drop.settle();
      await drop.write(`${e.name}.resent${resends++}`, await readFile(drop.at(e.name)));
      // A copy of what a growing file was some time ago is a file of its own, whose lines turn out to be known.
      return drop.settle();
    case 'remove':
      await drop.settle();
      return rm(drop.at(e.name));
  }
}

test('whatever happens to files, the raw copies hold every byte exactly once', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(event, { minLength: 1, maxLength: 25 }), async (events) => {
      const drop = await DropFolder.open();
      try {
        for (const e of events) await happen(drop, e);
        await drop.settle();
        const times = await drop.times();
        const written = drop.lines(1).match(/<(\d+)>/)?.[1];
        const wrong = [...Array(Number(written)).keys()].filter((token) => times.get(`<${token}>`) !== 1);
        expect(wrong.map((token) => `${token} came ${times.get(`<${token}>`) ?? 0} times`)).toEqual([]);
        for (const { kind, finished } of drop.bench.intakes())
          expect({ kind, finished }).toEqual({ kind, finished: 1 });
      } finally {
        await drop.close();
      }
    }),
    { numRuns: Number(process.env.PICK_UP_RUNS ?? 60) },
  );
});
