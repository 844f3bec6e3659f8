import type { SeenCall } from '../../record/call.ts';
import { directoryNames } from '../directory-names.ts';
import type { Report, ReportRow } from '../report.ts';
import { COST_PARAMETERS } from '../report-parameters.ts';

/** Every leg of every call, in the order of their start. */
export const itemised: Report = {
  name: 'itemised',
  title: 'Itemised calls',
  summary: 'Every call with its parties, its length and its cost.',
  parameters: COST_PARAMETERS,
  columns: [
    { name: 'id', title: 'Call', type: 'number' },
    { name: 'started_at', title: 'Start', type: 'time' },
    { name: 'extension', title: 'Extension', type: 'text' },
    { name: 'direction', title: 'Direction', type: 'text' },
    { name: 'calling', title: 'Calling party', type: 'text' },
    { name: 'calling_name', title: 'Calling name', type: 'text' },
    { name: 'called', title: 'Called party', type: 'text' },
    { name: 'called_name', title: 'Called name', type: 'text' },
    { name: 'class', title: 'Class', type: 'text' },
    { name: 'country', title: 'Country', type: 'text' },
    { name: 'trunk', title: 'Trunk', type: 'text' },
    { name: 'account_code', title: 'Account code', type: 'text' },
    { name: 'account', title: 'Account', type: 'text' },
    { name: 'answered', title: 'Answered', type: 'text' },
    { name: 'ring_ms', title: 'Ringing', type: 'duration' },
    { name: 'calls', title: 'Calls', type: 'count', total: 'sum' },
    { name: 'legs', title: 'Legs', type: 'count', total: 'sum' },
    { name: 'duration_ms', title: 'Duration', type: 'duration', total: 'sum' },
    { name: 'cost_micros', title: 'Cost', type: 'money', total: 'sum' },
    { name: 'currency', title: 'Currency', type: 'text' },
  ],
  async *rows(sources, { period, filter }) {
    const names = directoryNames(await sources.directory());
    for await (const call of sources.calls(period, filter))
      yield { ...rowOf(call), account: names.accountCode(call.account_code) };
  },
};

function rowOf(call: SeenCall): ReportRow {
  const { id, started_at, extension, direction, calling, calling_name, called, called_name, trunk } = call;
  return {
    ...{ id, started_at, extension, direction, calling, calling_name, called, called_name, trunk },
    ...{ class: call.destination_class, country: call.destination_country, account_code: call.account_code },
    answered: call.answered === null ? null : call.answered ? 'yes' : 'no',
    // A call is counted with its first leg.
    ...{ ring_ms: call.ring_ms, calls: call.head ? 1 : 0, legs: 1, duration_ms: call.duration_ms },
    ...{ cost_micros: call.cost_micros ?? 0, currency: call.currency },
  };
}
