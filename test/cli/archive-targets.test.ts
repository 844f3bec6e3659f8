import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ArchiveDesk } from './archive-desk.ts';

let desk: ArchiveDesk;
beforeEach(() => {
  desk = new ArchiveDesk();
});
afterEach(() => desk.remove());

test('without every target nothing leaves the store', async () => {
  const second = join(desk.place, 'second');
  await desk.beginArchive(
    { ...{}, calls: { masked: null, anonymous: null, gone: '10 years' } },
    { targets: [desk.archive, second] },
  );
  await desk.ingestOf('2024-03-05', 4);
  const { exit, out } = await desk.run('archive run');
  expect([exit, out]).toEqual([1, expect.stringMatching(/Archive failed: .*second.*cannot be used/)]);
  expect(await desk.calls()).toHaveLength(4);
  mkdirSync(second);
  expect(await desk.out('archive run')).toMatch(/calls archived 4/);
  // A target that lost its file is given it again by the other, and either is enough.
  rmSync(join(desk.archive, 'calls-2024-03.tar'));
  const { exit: wrong, out: listed } = await desk.run('archive list');
  expect([wrong, listed]).toEqual([1, expect.stringMatching(/there is no calls-2024-03.tar/)]);
  expect(await desk.restoreMonth('2024-03')).toMatchObject({ returned: 4 });
});

test('nothing leaves the store for the empty folder that a share should be mounted on', async () => {
  await desk.beginArchive();
  await desk.ingestOf('2024-03-05', 4);
  await desk.out('archive run');
  await desk.ingestOf('2024-04-05', 3);
  const away = join(desk.place, 'away');
  renameSync(desk.archive, away);
  mkdirSync(desk.archive);
  const { exit, out } = await desk.run('archive run');
  expect([exit, out]).toEqual([1, expect.stringMatching(/has none of the 1 archives .* not mounted/)]);
  expect(desk.archives()).toEqual([]);
  expect(await desk.calls()).toHaveLength(3);
  rmSync(desk.archive, { recursive: true });
  renameSync(away, desk.archive);
  expect(await desk.out('archive run')).toMatch(/calls archived 3/);
});
