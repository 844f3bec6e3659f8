import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { SourceKind } from '../../collector/source.ts';
import { tcp } from '../../collector/sources/tcp.ts';
import { watch } from '../../collector/sources/watch.ts';
import { OperationError } from '../../record/operation-error.ts';
import { RunningSource } from './running-source.ts';
import { CallingSystem } from './telephone-system.ts';
import { Workbench } from './workbench.ts';

const TIMES_FULL = 3;

/** A source whose sessions a full disk does not let end at first. */
async function sessionsCannotEnd(source: SourceKind, settings: Record<string, unknown>): Promise<Workbench> {
  const bench = await Workbench.open();
  let left = TIMES_FULL;
  const register = new Proxy(bench.context.register, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name);
      if (name !== 'closeSession') return value;
      return (...given: unknown[]) => {
        if (left === 0) return (value as (...all: unknown[]) => unknown).apply(target, given);
        left -= 1;
        return Promise.reject(
          new OperationError('DISK_FULL', 'the disk is full', { hint: 'Wait.', retryable: true }),
        );
      };
    },
  });
  const running = new RunningSource(
    source,
    { retry_seconds: 0.02, ...settings },
    { ...bench.context, register },
  );
  onTestFinished(async () => {
    await running.stop().catch(() => {});
    await bench.close();
  });
  return bench;
}

const ended = (bench: Workbench): Promise<void> =>
  bench.until(() => bench.sessions().length > 0 && bench.sessions().every(({ result }) => result === 'ok'));

test('a round over a folder ends its session when there is room again, without a restart', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'drop-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await writeFile(join(folder, 'one.csv'), 'line\n');
  const bench = await sessionsCannotEnd(watch, {
    folder,
    interval_seconds: 0.02,
    finished_after_seconds: 0.02,
  });
  await ended(bench);
  expect(bench.log.filter(({ fields }) => fields.code === 'DISK_FULL')).toHaveLength(1);
});

test('a connection ends its session when there is room again, without a restart', async () => {
  const listen = { mode: 'listen', address: '127.0.0.1', port: 0, allow: ['127.0.0.1'] };
  const bench = await sessionsCannotEnd(tcp, listen);
  const system = new CallingSystem(bench);
  await system.deliver('line\n');
  system.close();
  await ended(bench);
  expect(await bench.received()).toBe('line\n');
});
