import { showTime } from '../../record/calendar.ts';
import { grouped, textColumns, textTable } from '../../reports/text-table.ts';
import { subjectRequests } from '../../store/queries/subject-requests.ts';
import type { Command } from '../command.ts';
import { correctingCommands, leftData, leftFields, leftText } from '../left-in-directory.ts';
import { isSet } from '../usage.ts';
import { AS_OPTION, requireWholeSight } from '../viewer.ts';

export const subjectList: Command = {
  name: 'subject list',
  summary: 'Requests to be forgotten: when, by whom and why, what went, and what legal holds still keep.',
  positionals: '',
  options: { ...AS_OPTION, json: { value: null, summary: 'as a JSON array' } },
  example: './ledgerline subject list',
  writes: false,
  audit: { reads: 'subjects' },
  async run(call) {
    await requireWholeSight(call, 'Requests of people are');
    const requests = subjectRequests(call.reading().connection).map(
      ({ id, asked_at, asked_by, reason, state, erasure, counts, deferred, done_at }) => ({
        ...{ request: id, asked_at: showTime(asked_at, 0), asked_by, reason, how: erasure.how, state },
        ...{ erased: counts, deferred, left_in_directory: leftData(leftFields(call.reading(), deferred)) },
        ...{ done_at: done_at === null ? null : showTime(done_at, 0) },
      }),
    );
    if (isSet(call, 'json')) {
      await call.out(`${JSON.stringify(requests, null, 1)}\n`);
      return 0;
    }
    if (requests.length === 0) {
      await call.out('Nobody asked to be forgotten.\n');
      return 0;
    }
    const titles = ['request', 'asked', 'by', 'reason', 'how', 'state', 'calls', 'raw lines'];
    const rows = requests.map(({ request, asked_at, asked_by, reason, how, state, erased }) => [
      ...[String(request), asked_at.slice(0, 10), asked_by, reason, how, state],
      ...[grouped((erased.calls ?? 0) + (erased.held_calls ?? 0)), grouped(erased.raw_lines ?? 0)],
    ]);
    await call.out(textTable(textColumns(titles, ['request', 'calls', 'raw lines']), rows));
    for (const { request, deferred } of requests) {
      const fields = leftFields(call.reading(), deferred);
      const commands = correctingCommands(fields).map((command) => `  ${command}\n`);
      if (fields.length > 0)
        await call.out(
          `Request ${request} waits: left in the directory: ${leftText(fields)}.\n${commands.join('')}`,
        );
    }
    return 0;
  },
};
