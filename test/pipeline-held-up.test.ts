import { expect, onTestFinished, test, vi } from 'vitest';
import { Pipeline, type PipelineParts } from '../pipeline.ts';
import { OperationError } from '../record/operation-error.ts';
import { asteriskLine } from './asterisk-lines.ts';
import { inFolder } from './test-folder.ts';

/** A pipeline with one intake that waits, on a disk that is full until `room` is made. */
async function onFullDisk(
  seen: (full: {
    pipeline: Pipeline;
    tried(): Promise<void>;
    room(): void;
    calls(): Promise<number>;
  }) => Promise<void>,
): Promise<void> {
  await inFolder(async (data) => {
    const intake = await data.file(`${asteriskLine()}\n`, { account: false });
    let isFull = true;
    const commit: PipelineParts['store']['commit'] = async (chunk) => {
      if (isFull) throw new OperationError('DISK_FULL', 'it is full', { hint: 'Wait.', retryable: true });
      return await data.store.commit(chunk);
    };
    const pipeline = new Pipeline({ ...data.parts, store: { ...data.store, commit } }, () => {});
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    await seen({
      pipeline,
      tried: async () => {
        pipeline.arrived(intake, null);
        await pipeline.idle();
      },
      room: () => {
        isFull = false;
      },
      calls: async () => (await data.calls()).length,
    });
  });
}

test('an intake that waits for room on the disk does not wait longer because more of it arrives meanwhile', async () => {
  await onFullDisk(async ({ pipeline, tried, room, calls }) => {
    for (let times = 0; times < 8; times++) await tried();
    room();
    vi.advanceTimersByTime(1_000);
    await pipeline.idle();
    expect(await calls()).toBe(1);
  });
});

test('it waits twice as long whenever its time came and there was no room yet', async () => {
  await onFullDisk(async ({ pipeline, tried, room, calls }) => {
    await tried();
    vi.advanceTimersByTime(1_000);
    await pipeline.idle();
    room();
    vi.advanceTimersByTime(1_999);
    await pipeline.idle();
    expect(await calls()).toBe(0);
    vi.advanceTimersByTime(1);
    await pipeline.idle();
    expect(await calls()).toBe(1);
  });
});

test('one that found room meanwhile has nothing left to wait for, and keeps no process from its end', async () => {
  await onFullDisk(async ({ tried, room }) => {
    await tried();
    expect(vi.getTimerCount()).toBe(1);
    room();
    await tried();
    expect(vi.getTimerCount()).toBe(0);
  });
});
