import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { jobReads } from '../../cli/service/job-reads.ts';
import { logFiles } from '../../maintenance/jobs/log-files.ts';
import { retentionSchema } from '../../privacy/retention.ts';
import { dayOf, showDay } from '../../record/calendar.ts';
import { gatewayOf } from '../gateway-in-folder.ts';
import { inFolder, type TestFolder } from '../test-folder.ts';
import { runIn } from './runner-in-folder.ts';

const RETENTION = retentionSchema.parse({ log_files: '10 days' });

const agedBy = ({ now }: TestFolder, days: number): string => showDay(dayOf(now) - days);

function filled(data: TestFolder): string {
  const logs = join(data.folder, 'logs');
  mkdirSync(logs);
  for (const days of [0, 10, 11, 400])
    writeFileSync(join(logs, `ledgerline-${agedBy(data, days)}.log`), '{}\n');
  writeFileSync(join(logs, `ledgerline-${agedBy(data, 11)}.2.log`), '{}\n');
  writeFileSync(join(logs, 'other-2020-01-01.log'), 'of somebody else');
  symlinkSync('/dev/null', join(logs, 'ledgerline-2020-01-01.log'));
  return logs;
}

test('files of the log go by the day in their name, as the plan says, and nothing else in their folder', async () => {
  await inFolder(async (data) => {
    data.retention = RETENTION;
    const logs = filled(data);
    const reads = jobReads(data.folder, logs);
    const plan = () => logFiles.plan({ reads, retention: RETENTION, now: () => data.now });
    const gateway = gatewayOf(data.folder, data.store, () => data.now, logs);
    expect((await plan()).counts).toEqual({ log_files_gone: 3 });
    expect((await runIn(data, logFiles, { parts: { reads, gateway } })).counts).toEqual({
      log_files_gone: 3,
    });
    expect(readdirSync(logs).sort()).toEqual([
      'ledgerline-2020-01-01.log',
      `ledgerline-${agedBy(data, 10)}.log`,
      `ledgerline-${agedBy(data, 0)}.log`,
      'other-2020-01-01.log',
    ]);
    expect((await plan()).counts).toEqual({});
  });
});

test('without a folder of logs, or a retention, nothing is due and nothing goes', async () => {
  await inFolder(async (data) => {
    const logs = filled(data);
    const gateway = gatewayOf(data.folder, data.store, () => data.now, logs);
    const parts = { reads: jobReads(data.folder, logs), gateway };
    expect(await runIn(data, logFiles, { parts })).toMatchObject({ result: 'done', counts: {} });
    data.retention = RETENTION;
    expect(await runIn(data, logFiles)).toMatchObject({ result: 'done', counts: {} });
    expect(readdirSync(logs)).toHaveLength(7);
  });
});
