import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Call } from '../../record/call.ts';
import { asteriskLine } from '../asterisk-lines.ts';
import { CommandDesk } from './command-desk.ts';

let desk: CommandDesk;

beforeEach(async () => {
  desk = new CommandDesk();
  const lines = [asteriskLine({ start: '2026-05-20 09:00:00' }), asteriskLine({ uniqueid: '1793005200.2' })];
  const file = desk.write('m.csv', `${lines.join('\n')}\n`);
  await desk.out('ingest', '--source', 'pbx', '--driver', 'asterisk-csv', file);
  const retention = {
    calls: { masked: '90 days', anonymous: null, gone: '12 months' },
    raw_copies: '90 days',
  };
  await desk.out('config apply', desk.write('policy.yaml', JSON.stringify({ retention })));
  await desk.out('jobs run', 'raw-copies');
});

afterEach(() => desk.remove());

test('line show says that the bytes of a line were overwritten and why, and not what they are now', async () => {
  const told = await desk.out('line show', '1', '0');
  expect(told).toMatch(/blanked +its bytes were overwritten: it has the age at which no such line stays/);
  expect(told).not.toMatch(/^raw /m);
  expect(await desk.json('line show', '1', '0')).toMatchObject({ raw: expect.stringMatching(/^\x7fR/) });
});

test('line show says of a line that its call is not here any more, once it has gone', async () => {
  expect(await desk.out('line show', '1', '0')).toMatch(/meaning +Stored as a call\.\n/);
  const steps = { masked: null, anonymous: null, gone: '90 days' };
  const retention = { calls: steps, held_calls: steps, raw_copies: '90 days' };
  await desk.out('config apply', desk.write('policy.yaml', JSON.stringify({ retention })));
  await desk.out('jobs run', 'calls');
  expect(await desk.out('line show', '1', '0')).toMatch(
    /meaning +Stored as a call\. That call is not here any more/,
  );
});

test('call show --raw says it, too, and gives no other bytes than those received', async () => {
  const [old, young] = await desk.json<Call[]>('calls');
  const { exit, out, err } = await desk.run('call show', String(old?.id), '--raw');
  expect([exit, out, err]).toEqual([1, '', expect.stringContaining('The line of this call was overwritten')]);
  expect(await desk.out('call show', String(young?.id), '--raw')).toContain('2026-10-26 09:00:00');
});
