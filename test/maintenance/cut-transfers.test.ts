import { linkSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { sortOutStrayRawCopies } from '../../collector/journal/stray-raw-copies.ts';
import { cutTransfers } from '../../maintenance/jobs/cut-transfers.ts';
import { DAY_MS } from '../../record/calendar.ts';
import { rawPath, UNFINISHED } from '../../record/raw-copy.ts';
import { inFolder, type TestFolder } from '../test-folder.ts';
import { runIn } from './runner-in-folder.ts';

/** What came of a file, under a second name by which its bytes can be read when the first is gone. */
async function begun(data: TestFolder): Promise<string> {
  const transfer = { source: 'pbx', path: '/Master.csv', intake: 1_000, day: 20_000, size: 100 };
  const part = { modified_at: data.now, length: 6, content_mac: '', noted_at: data.now };
  await data.store.noteTransfer({ ...transfer, ...part });
  const path = join(data.folder, rawPath('pbx', 20_000, 1_000) + UNFINISHED);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, 'number');
  linkSync(path, join(data.folder, 'second-name'));
  return join(data.folder, 'second-name');
}

test('what came of a file that nobody went on with is overwritten before it is removed', async () => {
  await inFolder(async (data) => {
    const second = await begun(data);
    data.now += 4 * DAY_MS;
    expect((await runIn(data, cutTransfers)).counts).toEqual({ transfers_forgotten: 1 });
    expect(readFileSync(second)).toEqual(Buffer.alloc(6));
    expect(
      await sortOutStrayRawCopies(data.folder, { isKnown: () => false, standsPlain: async () => false }),
    ).toMatchObject({ removed: 0 });
  });
});

test('so is at a start what was never finished and is not gone on with', async () => {
  await inFolder(async (data) => {
    const second = await begun(data);
    expect(
      await sortOutStrayRawCopies(data.folder, { isKnown: () => false, standsPlain: async () => false }),
    ).toMatchObject({ removed: 1 });
    expect(readFileSync(second)).toEqual(Buffer.alloc(6));
  });
});
