import { expect, test } from 'vitest';
import { calls } from '../../maintenance/jobs/calls.ts';
import { retentionSchema } from '../../privacy/retention.ts';
import { asteriskSettings } from '../asterisk-lines.ts';
import { runIn } from '../maintenance/runner-in-folder.ts';
import { inFolder } from '../test-folder.ts';

const RETENTION = retentionSchema.parse({
  calls: { masked: '30 days', anonymous: null, gone: '10 years' },
  raw_copies: '30 days',
});
const SETTINGS = asteriskSettings({
  driver: 'nortel-meridian',
  driver_options: {},
  cut: { framing: 'line', limit: 120 },
});
const CALL = `${'N 001 00 A001026 1031    01/10 13:01:40 00:00:04.0'.padEnd(110)}\n`;
const CALLER = ' &0301234567XXXXXX\n';

test('that a repeated line brings is not kept beside it, also while the raw copies wait for somebody', async () => {
  await inFolder(async (data) => {
    await data.file(CALL);
    data.retention = RETENTION;
    await data.store.noteClock(data.now);
    while (await data.store.totalSlice());
    await runIn(data, calls);
    expect(data.dump().call).toMatchObject([{ step: 1 }]);
    const waits = { raised_at: data.now, message: '', hint: '', planned: 2_000, total: 2_000 };
    await data.store.raiseAlarm({ subject: 'raw-copies', ...waits });
    await data.file(CALL + CALLER);
    expect(data.dump().duplicate).toMatchObject([{ calling: null, calling_text: null }]);
  }, SETTINGS);
});
