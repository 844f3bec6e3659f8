import { mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { showDay } from '../../record/calendar.ts';
import type { MemoryEntry } from '../../record/call-memory.ts';
import { asteriskLine } from '../asterisk-lines.ts';
import { Service } from '../bad-input/as-a-user.ts';
import { CommandDesk } from './command-desk.ts';

const YESTERDAY = showDay(Math.floor(Date.now() / 86_400_000) - 1);
const [FILES, LINES_A_FILE, ENTRIES] = [12, 15, 20];

let desk: CommandDesk;

beforeEach(() => {
  desk = new CommandDesk();
  desk.now = Date.now();
  desk.principal = 'os:anna';
  mkdirSync(join(desk.place, 'drop'));
});

afterEach(() => desk.remove());

function drop(file: number): void {
  const lines = Array.from({ length: LINES_A_FILE }, (_, place) => {
    const n = file * LINES_A_FILE + place;
    const start = `${YESTERDAY} 09:${String(Math.floor(n / 60)).padStart(2, '0')}:${String(n % 60).padStart(2, '0')}`;
    return `${asteriskLine({ uniqueid: `1793005200.${n}`, sequence: n, start })}\n`;
  });
  desk.write(`drop/.${file}.csv`, lines.join(''));
  renameSync(join(desk.place, 'drop', `.${file}.csv`), join(desk.place, 'drop', `${file}.csv`));
}

const list = async (): Promise<readonly MemoryEntry[]> =>
  (await desk.json<{ entries: MemoryEntry[] }>('memory list')).entries;

test('deleting while the service takes in loses no entry but the deleted ones, and keeps no more than it may', async () => {
  const times = { interval_seconds: 0.05, finished_after_seconds: 0.05 };
  const folder = join(desk.place, 'drop');
  const document = {
    sites: { berlin: { country: 'DE', time_zone: 'Europe/Berlin' } },
    sources: { pbx: { kind: 'watch', site: 'berlin', driver: 'asterisk-csv', folder, ...times } },
    call_memory: {
      profiles: { anna: { site: 'berlin', extensions: ['204'], users: ['os:anna'], entries: ENTRIES } },
    },
  };
  await desk.out('config apply', desk.write('ledgerline.json', JSON.stringify(document)));
  const service = new Service(desk.folder);
  await service.said('the service is running');
  const deleted = new Set<number>();
  for (let file = 0; file < FILES; file++) {
    drop(file);
    // The first has to be there for something to be deleted while the others come.
    if (file === 0) await expect.poll(list).not.toEqual([]);
    const shown = await list();
    expect(shown.length).toBeLessThanOrEqual(ENTRIES);
    const wanted = shown[file % 3]?.entry;
    if (wanted === undefined) continue;
    const { exit } = await desk.run('memory delete', String(wanted));
    // Between the list and the deletion it may have gone by itself.
    if (exit === 0) deleted.add(wanted);
  }
  await expect
    .poll(async () => (await desk.json<{ lines: number }[]>('ledger', '--by', 'source'))[0]?.lines, {
      timeout: 30_000,
    })
    .toBe(FILES * LINES_A_FILE);
  const left = (await list()).map(({ entry }) => entry);
  const arrived = (await desk.json<{ id: number }[]>('calls')).map(({ id }) => id).sort((a, b) => b - a);
  await service.stop();
  expect(deleted.size).toBeGreaterThan(0);
  expect(left.length).toBeGreaterThanOrEqual(ENTRIES - deleted.size);
  // The newest without a gap, but for what was deleted.
  const since = arrived.slice(0, arrived.indexOf(left.at(-1) ?? 0) + 1);
  expect(left).toEqual(since.filter((id) => !deleted.has(id)));
}, 120_000);
