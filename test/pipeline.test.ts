import fc from 'fast-check';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { accountFor, Pipeline } from '../pipeline.ts';
import type { IntakeId } from '../record/intake.ts';
import { OperationError } from '../record/operation-error.ts';
import { asteriskLine, asteriskSettings } from './asterisk-lines.ts';
import { inFolder, type TestFolder } from './test-folder.ts';

const LIMIT = 400;
const SETTINGS = asteriskSettings({
  cut: { framing: 'line', limit: LIMIT },
  held: { shorter_than_seconds: 5 },
});

const line = (n: number, given: Parameters<typeof asteriskLine>[0] = {}): string =>
  asteriskLine({ uniqueid: `1793005200.${n}`, ...given });
const lines = fc.array(
  fc.oneof(
    fc.nat(6).map((n) => line(n)),
    fc.nat(3).map((n) => line(n, { sequence: n, linkedid: '1793005200.1' })),
    fc.constantFrom(
      line(1, { talk: 1 }),
      line(2, { start: '2026-10-25 02:30:00' }),
      'rubbish',
      '',
      'x'.repeat(600),
    ),
  ),
  { maxLength: 14 },
);
const bytesOf = (all: readonly string[]): string => all.map((one) => `${one}\n`).join('');

describe('stopped after each chunk and started again', () => {
  async function accountInSteps(data: TestFolder, intake: IntakeId): Promise<number> {
    let steps = 1;
    while ((await accountFor(intake, null, data.parts, () => true)) === 'waiting') {
      await data.reopen();
      steps += 1;
    }
    return steps;
  }

  test('a file gives the same database as in one go, row for row', async () => {
    await fc.assert(
      fc.asyncProperty(lines, lines, async (first, second) => {
        const inOneGo = await inFolder(async (data) => {
          data.chunkBytes = LIMIT + 2;
          for (const all of [first, second]) await data.file(bytesOf(all));
          return data.dump();
        }, SETTINGS);
        const inSteps = await inFolder(async (data) => {
          data.chunkBytes = LIMIT + 2;
          for (const all of [first, second]) {
            const intake = await data.file(bytesOf(all), { account: false });
            await accountInSteps(data, intake);
          }
          return data.dump();
        }, SETTINGS);
        // How often a day changed until its totals are made is another matter.
        expect({ ...inSteps, stale_day: [] }).toEqual({ ...inOneGo, stale_day: [] });
      }),
      { numRuns: 15 },
    );
  });

  test('a chunk that was read and not committed is read again', async () => {
    await inFolder(async (data) => {
      data.chunkBytes = LIMIT + 2;
      const intake = await data.file(bytesOf([line(1), line(2), line(3), line(4)]), { account: false });
      let commits = 0;
      const { store } = data;
      const failing = {
        ...data.parts,
        store: new Proxy(store, {
          get: (target, name: keyof typeof store) =>
            name !== 'commit'
              ? target[name]
              : async (chunk: Parameters<typeof store.commit>[0]) => {
                  commits += 1;
                  if (commits === 2) throw new Error('power cut');
                  return await store.commit(chunk);
                },
        }),
      };
      await expect(accountFor(intake, null, failing)).rejects.toThrow('power cut');
      await data.reopen();
      expect(await accountFor(intake, null, data.parts)).toBe('done');
      expect((await data.calls()).map(({ call_key }) => call_key)).toEqual(
        [1, 2, 3, 4].map((n) => `1793005200.${n}`),
      );
      expect(await data.mismatches()).toEqual([]);
    }, SETTINGS);
  });
});

test('a raw copy that cannot be read further fails its intake and nothing else, whatever the store is doing', async () => {
  await inFolder(async (data) => {
    data.chunkBytes = LIMIT + 2;
    const intake = await data.file(bytesOf([line(1), line(2), line(3), line(4)]), { account: false });
    const { store, reader } = data.parts;
    let reads = 0;
    const failing = {
      ...data.parts,
      reader: {
        read: async (request: Parameters<typeof reader.read>[0]) => {
          reads += 1;
          if (reads === 2) throw new Error('the disk refused');
          return await reader.read(request);
        },
      },
      store: new Proxy(store, {
        get: (target, name: keyof typeof store) =>
          name !== 'commit'
            ? target[name]
            : async (chunk: Parameters<typeof store.commit>[0]) => {
                await new Promise((resolve) => setTimeout(resolve, 20));
                return await store.commit(chunk);
              },
      }),
    };
    // A rejection nobody has taken yet would end the process while the commit is under way.
    const loose: unknown[] = [];
    const note = (reason: unknown): void => void loose.push(reason);
    const others = process.listeners('unhandledRejection');
    process.removeAllListeners('unhandledRejection').on('unhandledRejection', note);
    await expect(accountFor(intake, null, failing)).rejects.toThrow('the disk refused');
    process.removeListener('unhandledRejection', note);
    for (const listener of others) process.on('unhandledRejection', listener);
    expect(loose).toEqual([]);
    expect((await data.ledger())[0]?.lines).toBeGreaterThan(0);
  }, SETTINGS);
});

describe('a stream', () => {
  test('gives the same outcomes however its bytes are torn, and half a line waits for the rest', async () => {
    await fc.assert(
      fc.asyncProperty(lines, fc.array(fc.nat(3000), { maxLength: 5 }), async (all, places) => {
        const bytes = bytesOf(all);
        const cuts = [...new Set([...places.map((place) => place % (bytes.length + 1)), bytes.length])];
        const whole = await inFolder(async (data) => {
          await data.file(bytes);
          return (await data.ledger()).map(({ lines: count, calls, held, duplicates }) => [
            count,
            calls,
            held,
            duplicates,
          ]);
        }, SETTINGS);
        await inFolder(async (data) => {
          const stream = await data.stream();
          await stream.connect();
          let sent = 0;
          for (const to of cuts.sort((a, b) => a - b)) {
            await stream.send(bytes.slice(sent, to));
            sent = to;
          }
          await stream.disconnect();
          const [row] = await data.ledger();
          expect([row?.lines, row?.calls, row?.held, row?.duplicates]).toEqual(whole[0]);
          expect(row?.waiting_bytes).toBe(0);
          expect(await data.mismatches()).toEqual([]);
        }, SETTINGS);
      }),
      { numRuns: 20 },
    );
  });

  test('that breaks off in a line has one undefined line there, and the next connection begins a new one', async () => {
    await inFolder(async (data) => {
      const stream = await data.stream();
      await stream.connect();
      await stream.send(`${line(1)}\n${line(2).slice(0, 50)}`);
      await stream.disconnect();
      await stream.connect();
      await stream.send(`${line(2)}\n`);
      await stream.disconnect();
      expect((await data.ledger())[0]).toMatchObject({ lines: 3, calls: 2, undefined: 1 });
      const { undefined_line } = data.dump();
      expect(undefined_line).toMatchObject([{ reason: 'cut_line', length: 50 }]);
    });
  });

  test('that breaks off in a line too long to keep does not swallow the first line of the next connection', async () => {
    await inFolder(async (data) => {
      const stream = await data.stream();
      await stream.connect();
      await stream.send('x'.repeat(900));
      await stream.disconnect();
      await stream.connect();
      await stream.send(`${line(1)}\n`);
      await stream.disconnect();
      expect((await data.ledger())[0]).toMatchObject({ lines: 2, calls: 1, undefined: 1 });
    }, SETTINGS);
  });

  test('is judged connection by connection when several waited, each by its own arrival', async () => {
    await inFolder(
      async (data) => {
        const stream = await data.stream();
        const started = data.now;
        for (const [n, days] of [0, 500].entries()) {
          data.now = started + days * 86_400_000;
          await stream.connect();
          stream.append(`${line(n)}\n`);
          await stream.disconnect(false);
        }
        await data.reopen();
        await stream.account();
        expect((await data.ledger())[0]).toMatchObject({ lines: 2, calls: 1, undefined: 1 });
        expect(data.dump().undefined_line).toMatchObject([{ reason: 'time_too_old' }]);
      },
      asteriskSettings({ stream: true }),
    );
  });
});

describe('a file that was sent again', () => {
  test('waits until the earlier one is done, and is then its duplicate, line by line', async () => {
    await inFolder(async (data) => {
      const earlier = await data.file(bytesOf([line(1), line(1), 'rubbish', '']), { account: false });
      const again = await data.resent(earlier);
      expect(await accountFor(again, null, data.parts)).toBe('unsettled');
      await accountFor(earlier, null, data.parts);
      expect(await accountFor(again, null, data.parts)).toBe('done');
      const [, row] = await data.ledger();
      expect(row).toMatchObject({
        lines: 4,
        calls: 0,
        duplicates: 3,
        undefined: 0,
        ignored: 1,
        waiting_bytes: 0,
      });
      expect(await data.mismatches()).toEqual([]);
      expect(await data.store.waiting()).toEqual([]);
    });
  });

  test('is settled by the pipeline itself as soon as the earlier one is done, whichever was told first', async () => {
    await inFolder(async (data) => {
      const earlier = await data.file(bytesOf([line(1)]), { account: false });
      const again = await data.resent(earlier);
      const once = await data.resent(earlier);
      const pipeline = new Pipeline(data.parts, (_intake, error) => {
        throw error;
      });
      pipeline.arrived(again, null);
      pipeline.arrived(earlier, null);
      pipeline.arrived(once, null);
      await pipeline.idle();
      expect((await data.ledger()).map(({ calls, duplicates }) => [calls, duplicates])).toEqual([
        [1, 0],
        [0, 1],
        [0, 1],
      ]);
    });
  });
});

describe('the queue of intakes', () => {
  test('needs the memory of two batches, however many intakes there are', async () => {
    await inFolder(async (data) => {
      const buffers = new Set<object>();
      const reader = {
        read: async (request: Parameters<typeof data.parts.reader.read>[0]) => {
          const batch = await data.parts.reader.read(request);
          buffers.add(batch.calls.buffer);
          return batch;
        },
      };
      const pipeline = new Pipeline({ ...data.parts, reader }, (_intake, error) => {
        throw error;
      });
      for (let n = 0; n < 8; n += 1) {
        const text = bytesOf([line(n), line(n + 100), line(n + 200)]);
        const intake = await data.file(text, { account: false });
        await pipeline.account(intake);
      }
      await pipeline.stop();
      expect((await data.ledger()).map(({ calls }) => calls)).toEqual(Array(8).fill(3));
      expect(buffers.size).toBeLessThanOrEqual(2);
    }, SETTINGS);
  });

  test('lets a small file through while a large one is at work', async () => {
    await inFolder(async (data) => {
      data.chunkBytes = LIMIT + 2;
      const large = await data.file(bytesOf(Array.from({ length: 30 }, (_, n) => line(n))), {
        account: false,
      });
      const small = await data.file(bytesOf([line(99)]), { account: false });
      const order: IntakeId[] = [];
      const parts = { ...data.parts, committed: (intake: IntakeId) => void order.push(intake) };
      const pipeline = new Pipeline(parts, () => {});
      pipeline.arrived(large, null);
      pipeline.arrived(small, null);
      await pipeline.idle();
      expect(order.indexOf(small)).toBeLessThan(3);
      expect(order.at(-1)).toBe(large);
      expect((await data.calls()).length).toBe(31);
    }, SETTINGS);
  });

  test.each([
    ['lets all that arrived go before a piece of work', 0, ['line', 'line', 'line', 'work']],
    ['has work wait no longer than for what takes long', 50, ['line', 'work', 'line', 'line']],
  ])('%s', async (_says, chunk_ms, expected) => {
    await inFolder(async (data) => {
      const order: string[] = [];
      let now = Date.parse('2026-11-28T12:00:00Z');
      const committed = (): void => {
        order.push('line');
        now += chunk_ms;
      };
      const pipeline = new Pipeline({ ...data.parts, committed, now: () => now }, () => {});
      const intakes: IntakeId[] = [];
      for (const n of [1, 2, 3]) intakes.push(await data.file(bytesOf([line(n)]), { account: false }));
      for (const intake of intakes) pipeline.arrived(intake, null);
      await pipeline.inTurn(async () => void order.push('work'));
      await pipeline.idle();
      expect(order).toEqual(expected);
    }, SETTINGS);
  });

  test('goes on with the others when one fails, and says which', async () => {
    await inFolder(async (data) => {
      const good = await data.file(bytesOf([line(1)]), { account: false });
      const failed: IntakeId[] = [];
      const pipeline = new Pipeline(data.parts, (intake) => void failed.push(intake));
      pipeline.arrived(4711, null);
      pipeline.arrived(good, null);
      await pipeline.idle();
      expect(failed).toEqual([4711]);
      expect((await data.calls()).length).toBe(1);
    });
  });

  test('that waits for room on the disk is not waited for when it is told to stop', async () => {
    await inFolder(async (data) => {
      const intake = await data.file(bytesOf([line(1)]), { account: false });
      const refuse = async () => {
        throw new OperationError('DISK_FULL', 'the disk is full', { hint: 'Wait.', retryable: true });
      };
      const pipeline = new Pipeline({ ...data.parts, store: { ...data.store, commit: refuse } }, () => {});
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
      onTestFinished(() => void vi.useRealTimers());
      pipeline.arrived(intake, null);
      await pipeline.idle();
      expect(vi.getTimerCount()).toBe(1);
      await pipeline.stop();
      expect(vi.getTimerCount()).toBe(0);
    });
  });

  test('stops after the chunk in hand, and what is left waits for the next start', async () => {
    await inFolder(async (data) => {
      data.chunkBytes = LIMIT + 2;
      const intake = await data.file(bytesOf(Array.from({ length: 30 }, (_, n) => line(n))), {
        account: false,
      });
      const pipeline = new Pipeline({ ...data.parts, committed: () => void pipeline.stop() }, () => {});
      pipeline.arrived(intake, null);
      await pipeline.idle();
      const [row] = await data.ledger();
      expect(row?.waiting_bytes).toBeGreaterThan(0);
      expect(row?.calls).toBeGreaterThan(0);
      expect(await data.store.waiting()).toEqual([intake]);
      expect(await data.mismatches()).toEqual([]);
    }, SETTINGS);
  });
});
