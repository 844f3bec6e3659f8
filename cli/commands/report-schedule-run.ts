import { storedStatements } from '../../store/queries/statements.ts';
import type { Command } from '../command.ts';
import { statementJson, statementText } from '../statement-text.ts';
import { isSet } from '../usage.ts';
import { requireAdministration } from '../viewer.ts';

export const reportScheduleRun: Command = {
  name: 'report schedule run',
  summary:
    'Makes the report of a schedule now, and delivers it. What cannot be delivered waits, and the service tries again.',
  positionals: 'NAME',
  options: { json: { value: null, summary: 'what became of it, as JSON' } },
  example: './ledgerline report schedule run month-end',
  writes: true,
  audit: { changes: 'reports' },
  async run(call) {
    const [name = ''] = call.positionals;
    await requireAdministration(call, 'Schedules of reports are');
    const { reports } = await call.writer();
    const id = await reports.deliverNow(name, call.principal, call.signal);
    const [made] = storedStatements(call.reading().connection, { id, limit: 1 });
    if (made === undefined) throw new Error('what was made is not there');
    call.tell({ object: `statement ${id}`, counts: { files: made.files.length } });
    if (isSet(call, 'json')) await call.out(`${JSON.stringify(statementJson(made), null, 1)}\n`);
    else await call.out(statementText(made));
    const delivered = made.state === 'made' && made.dispatches.every(({ state }) => state === 'delivered');
    return delivered ? 0 : 1;
  },
};
