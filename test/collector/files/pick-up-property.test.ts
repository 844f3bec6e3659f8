import { copyFile, readFile, rename, rm, truncate } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PickedFolder } from '../picked-folder.ts';

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

async function happen(drop: PickedFolder, e: Event): Promise<void> {
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
      const drop = await PickedFolder.open();
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

const delivery = fc.oneof(
  fc.record({ kind: fc.constant('write' as const), name, count }),
  fc.record({ kind: fc.constant('resend' as const), name, index: fc.nat(20) }),
  fc.record({ kind: fc.constant('poll' as const) }),
  fc.record({ kind: fc.constant('restart' as const) }),
);

type Delivery = typeof delivery extends fc.Arbitrary<infer D> ? D : never;

/** What senders wrote into a folder that is cleared by us, and what of it was taken. */
class Senders {
  readonly taken: string[] = [];
  resent = 0;
  readonly #drop: PickedFolder;
  readonly #pending = new Map<string, string>();

  constructor(drop: PickedFolder) {
    this.#drop = drop;
  }

  async happen(e: Delivery): Promise<void> {
    if (e.kind === 'restart') return this.#drop.restart();
    if (e.kind === 'poll') return this.poll();
    if (e.kind === 'write') {
      // A file that is still there goes on; otherwise a new one of this name begins.
      const content = this.#drop.lines(e.count);
      this.#pending.set(e.name, (this.#pending.get(e.name) ?? '') + content);
      return this.#drop.append(e.name, content);
    }
    const again = this.taken[e.index % this.taken.length];
    if (again === undefined || this.#pending.has(e.name)) return;
    this.resent += 1;
    return this.#drop.write(e.name, again);
  }

  async poll(): Promise<void> {
    await this.#drop.poll();
    for (const [name, content] of this.#pending) {
      if (await this.#drop.has(name)) continue;
      this.taken.push(content);
      this.#pending.delete(name);
    }
  }
}

test.each(['move', 'rename', 'delete'] as const)(
  'with afterwards: %s every byte is received once, resent files are known, and the folder is cleared',
  async (afterwards) => {
    await fc.assert(
      fc.asyncProperty(fc.array(delivery, { minLength: 1, maxLength: 30 }), async (deliveries) => {
        const drop = await PickedFolder.open({ afterwards });
        const senders = new Senders(drop);
        try {
          for (const e of deliveries) {
            await senders.happen(e);
            // Otherwise the same name could be written to again before it was taken, which makes it another file.
            if (e.kind === 'resend') for (let n = 0; n < 3; n++) await senders.poll();
          }
          for (let n = 0; n < 3; n++) await senders.poll();
          expect([...(await drop.times()).values()].filter((times) => times !== 1)).toEqual([]);
          expect((await drop.bench.received()).length).toBe(senders.taken.join('').length);
          const known = drop.bench.intakes().filter(({ kind }) => kind === 'resent');
          expect(known).toHaveLength(senders.resent);
          for (const name of ['a', 'b', 'c']) expect(await drop.has(name)).toBe(false);
        } finally {
          await drop.close();
        }
      }),
      { numRuns: Number(process.env.PICK_UP_RUNS ?? 20) },
    );
  },
);
