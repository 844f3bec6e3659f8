import { ledgerTable } from '../../reports/ledger-table.ts';
import { LEDGER_GROUPINGS, ledger as readLedger } from '../../store/queries/ledger.ts';
import type { Command } from '../command.ts';
import { isSet, oneOf } from '../usage.ts';

export const ledger: Command = {
  name: 'ledger',
  summary: 'What became of every line received; fails when a sum is broken.',
  positionals: '',
  options: {
    by: { value: 'intake|day|source', summary: 'how to add up (default: intake)' },
    json: { value: null, summary: 'as a JSON array' },
  },
  example: './ledgerline ledger --by source',
  writes: false,
  audit: 'none',
  async run(call) {
    const by = oneOf(call, 'by', LEDGER_GROUPINGS) ?? 'intake';
    const rows = readLedger(call.reading().connection, by);
    await call.out(isSet(call, 'json') ? `${JSON.stringify(rows, null, 1)}\n` : ledgerTable(rows, by));
    return rows.every(({ sum_holds }) => sum_holds) ? 0 : 1;
  },
};
