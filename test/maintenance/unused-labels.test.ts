import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { JOBS } from '../../maintenance/jobs.ts';
import { retentionSchema } from '../../privacy/retention.ts';
import { DAY_MS } from '../../record/calendar.ts';
import { LABELS } from '../../store/archive/archived-line.ts';
import { LABELLED } from '../../store/queries/unused-labels.ts';
import { asteriskLine, asteriskSettings } from '../asterisk-lines.ts';
import { FLAT_RATING, FLAT_TARIFFS } from '../flat-tariffs.ts';
import { inFolder, type TestFolder } from '../test-folder.ts';
import { runIn } from './runner-in-folder.ts';

const RETENTION = retentionSchema.parse({
  calls: { masked: null, anonymous: null, gone: '20 days' },
  held_calls: { masked: null, anonymous: null, gone: '20 days' },
  raw_copies: '10 days',
  totals: { anonymous: null, gone: '40 days' },
});
const line = (trunk: string): string => `${asteriskLine().replace('PJSIP/provider-', `PJSIP/${trunk}-`)}\n`;
const trunks = (data: TestFolder): string[] =>
  (data.dump().label as { text: string }[])
    .map(({ text }) => text)
    .filter((text) => /anna|provider/.test(text));

async function run(data: TestFolder, ...names: (keyof typeof JOBS)[]): Promise<Record<string, number>> {
  await data.store.noteClock(data.now);
  let counts: Record<string, number> = {};
  for (const name of names) {
    const job = JOBS[name];
    if (job === undefined) throw new Error(`no job ${name}`);
    counts = (await runIn(data, job)).counts;
  }
  return counts;
}

test('a trunk that is named after a person goes when neither a call nor a total has it any more', async () => {
  await inFolder(async (data) => {
    data.retention = RETENTION;
    await data.file(line('anna.ford'));
    expect(trunks(data)).toHaveLength(1);
    data.now += 30 * DAY_MS;
    await run(data, 'raw-copies', 'calls', 'totals', 'ledger');
    expect(trunks(data)).toHaveLength(1);
    data.now += 20 * DAY_MS;
    expect(await run(data, 'totals', 'ledger')).toMatchObject({ labels_gone: expect.any(Number) });
    expect(trunks(data)).toEqual([]);
    // It is as new then, also to a writer that knew it.
    await data.file(line('anna.ford').replaceAll('2026-10-26', '2026-12-14'));
    expect(trunks(data)).toHaveLength(1);
    expect((await data.calls()).map(({ trunk }) => trunk)).toEqual(trunks(data));
  });
});

test('the currency of what calls cost stays with them, and with their totals behind them', async () => {
  await inFolder(async (data) => {
    data.retention = RETENTION;
    data.settings = asteriskSettings({ rating: FLAT_RATING });
    data.tariffs = FLAT_TARIFFS;
    await data.file(line('provider'));
    const currency = (): string[] =>
      (data.dump().label as { text: string }[]).map(({ text }) => text).filter((text) => text === 'USD');
    await run(data, 'totals', 'ledger');
    expect(currency()).toEqual(['USD']);
    data.now += 30 * DAY_MS;
    await run(data, 'raw-copies', 'calls', 'totals', 'ledger');
    expect(currency()).toEqual(['USD']);
    data.now += 20 * DAY_MS;
    await run(data, 'totals', 'ledger');
    expect(currency()).toEqual([]);
  });
});

test('what a line is given while somebody looks stays', async () => {
  await inFolder(async (data) => {
    await data.file(line('anna.ford') + line('provider'));
    const all = (data.dump().label as { id: number }[]).map(({ id }) => id);
    const told = (): void => {};
    const [kept] = trunks(data);
    await data.gateway.removeLabels(
      async () => {
        await data.file(`${line('anna.ford').replace('10:00', '10:01')}`);
        return all;
      },
      { told },
    );
    expect(trunks(data)).toEqual([kept]);
  });
});

test('every column that holds the number of a label is looked at', async () => {
  await inFolder(async (data) => {
    const database = new Database(data.database, { readonly: true });
    const found = database
      .prepare<[string], { place: string }>(
        `select m.name || '.' || c.name as place from sqlite_schema m join pragma_table_info(m.name) c
         where m.type = 'table' and lower(c.type) = 'integer' and c.name in (select value from json_each(?))`,
      )
      .all(JSON.stringify(LABELS))
      .map(({ place }) => place);
    database.close();
    const looked = Object.entries(LABELLED).flatMap(([table, columns]) =>
      columns.map((one) => `${table}.${one}`),
    );
    expect(looked.sort()).toEqual(found.sort());
  });
});
