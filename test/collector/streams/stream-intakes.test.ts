import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { GrowingRawCopy, Journal } from '../../../collector/journal/journal.ts';
import { StreamIntakes } from '../../../collector/streams/stream-intakes.ts';
import { OperationError } from '../../../record/operation-error.ts';
import { rawPath } from '../../../record/raw-copy.ts';
import { Workbench } from '../workbench.ts';

const SENDERS = 20;

let bench: Workbench;

beforeEach(async () => {
  bench = await Workbench.open();
});

afterEach(() => bench.close());

/** The journal, and which of its raw copies are open. */
function watched(journal: Journal): { journal: Journal; open: Set<GrowingRawCopy> } {
  const open = new Set<GrowingRawCopy>();
  const watch = (raw: GrowingRawCopy): GrowingRawCopy => {
    open.add(raw);
    const { close } = raw;
    raw.close = async () => {
      await close.call(raw);
      open.delete(raw);
    };
    return raw;
  };
  return {
    open,
    journal: {
      key: journal.key,
      create: (...given) => journal.create(...given),
      reopen: (...given) => journal.reopen(...given),
      stream: async (...given) => watch(await journal.stream(...given)),
      carryOn: async (...given) => {
        const raw = await journal.carryOn(...given);
        return raw === null ? null : watch(raw);
      },
    },
  };
}

test('however many connections there were at once, no raw copy stays open behind them, and each goes on later', async () => {
  const { journal, open } = watched(bench.context.journal);
  const intakes = new StreamIntakes({ ...bench.context, journal });
  for (const text of ['first\n', 'second\n']) {
    const claimed = await Promise.all(Array.from({ length: SENDERS }, () => intakes.claim()));
    await Promise.all(claimed.map(({ raw }) => raw.append(Buffer.from(text))));
    expect(open.size).toBe(SENDERS);
    await Promise.all(claimed.map((one) => intakes.release(one)));
    expect(open.size).toBe(0);
  }
  await intakes.close();
  expect(bench.intakes()).toHaveLength(SENDERS);
  for (const { id, finished } of bench.intakes()) {
    expect(finished).toBe(1);
    expect(await bench.contentOf(id)).toBe('first\nsecond\n');
  }
});

test('a stream whose raw copy somebody removed is not gone on with as if nothing had been in it', async () => {
  const intakes = new StreamIntakes(bench.context);
  const claimed = await intakes.claim();
  await claimed.raw.append(Buffer.from('line\n'));
  await intakes.release(claimed);
  await rm(join(bench.folder, rawPath('pbx', claimed.day, claimed.intake)));
  await expect(intakes.claim()).rejects.toMatchObject({ code: 'LEDGER_BROKEN' });
});

test('a stream whose raw copy cannot be made yet waits for it, and no further one is begun', async () => {
  const { journal } = watched(bench.context.journal);
  let room = false;
  const full: Journal = {
    ...journal,
    stream: (...given) =>
      room
        ? journal.stream(...given)
        : Promise.reject(new OperationError('DISK_FULL', 'full', { hint: 'Wait.', retryable: true })),
  };
  const intakes = new StreamIntakes({ ...bench.context, journal: full });
  for (let tries = 0; tries < 3; tries++) await expect(intakes.claim()).rejects.toThrow('full');
  room = true;
  await intakes.release(await intakes.claim());
  expect(bench.intakes()).toHaveLength(1);
});

test('a day that a full disk did not let end is ended later', async () => {
  let room = true;
  const register = new Proxy(bench.context.register, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name);
      if (name !== 'finishStream' || room) return value;
      return () =>
        Promise.reject(new OperationError('DISK_FULL', 'full', { hint: 'Wait.', retryable: true }));
    },
  });
  const intakes = new StreamIntakes({ ...bench.context, register });
  const claimed = await intakes.claim();
  await claimed.raw.append(Buffer.from('line\n'));
  await intakes.release(claimed);
  bench.now += 86_400_000;
  room = false;
  await expect(intakes.sweep()).rejects.toThrow('full');
  room = true;
  await intakes.sweep();
  expect(bench.intakes()).toMatchObject([{ finished: 1, length: 5 }]);
});
