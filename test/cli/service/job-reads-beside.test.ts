import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { jobReads } from '../../../cli/service/job-reads.ts';
import { jobReadsAsNeeded } from '../../../cli/service/job-reads-as-needed.ts';
import { jobReadsBeside } from '../../../cli/service/job-reads-beside.ts';
import { retentionSchema } from '../../../privacy/retention.ts';
import { DAY_MS, dayOf } from '../../../record/calendar.ts';
import { ARRIVAL, asteriskLine } from '../../asterisk-lines.ts';
import { TestFolder } from '../../test-folder.ts';

let data: TestFolder;

beforeEach(async () => {
  data = new TestFolder();
  await data.file(`${asteriskLine()}\nno line\n${asteriskLine({ uniqueid: '1793005200.2' })}\n`);
});

afterEach(() => data.remove());

test('what jobs look up in a thread of its own, or loaded when a command asks, is what they look up without it', async () => {
  const ways = [jobReads(data.folder), jobReadsBeside(data.folder), jobReadsAsNeeded(data.folder, null)];
  const retention = retentionSchema.parse({});
  const now = ARRIVAL + 400 * DAY_MS;
  const today = dayOf(now);
  const edges = { masked: null, anonymous: null, gone: today };
  for (const reads of ways) {
    expect(await reads.callsByDay()).toMatchObject([{ held: 0, step: 0, legs: 2 }]);
    expect(await reads.dueLines({ before: now, today })).toEqual({ rows: 1, deferred: 0, of: 1 });
    expect(await reads.dueCalls({ held: false, edges, today })).toMatchObject([{ step: 'gone', calls: 2 }]);
    expect(await reads.rawCopies({ retention, now })).toMatchObject({ copies: 1, copy_lines: 3 });
  }
});

test('its errors say what to do, as without it', async () => {
  const folder = `${data.folder}/nothing`;
  for (const reads of [jobReadsBeside(folder), jobReadsAsNeeded(folder, null)])
    await expect(reads.staleDays()).rejects.toMatchObject({ code: 'DATA_FOLDER_MISSING' });
});

test('a thread that nobody asks anything ends, and the next question has one again', async () => {
  const beside = jobReadsBeside(data.folder, { idle_ms: 1 });
  expect(await beside.intakes()).toHaveLength(1);
  await setTimeout(50);
  const both = await Promise.all([beside.intakes(), beside.staleDays()]);
  expect(both[0]).toHaveLength(1);
});
