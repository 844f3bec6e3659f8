import { Assignments } from '../../directory/belongings.ts';
import type { Day } from '../../record/calendar.ts';
import { byWeight } from '../../record/call-sums.ts';
import type { Directory } from '../../record/directory.ts';
import type { Report, ReportRow } from '../report.ts';
import { COST_PARAMETERS } from '../report-parameters.ts';
import { SUM_COLUMNS, sumRows } from '../sum-rows.ts';

/** What was called with each account code, with whose it is on the last day. */
export const accountCodes: Report = {
  name: 'account-codes',
  title: 'Account codes',
  summary:
    'Calls, time and cost by account code, with its owner; without a code, and codes nobody knows, too.',
  parameters: COST_PARAMETERS,
  columns: [
    { name: 'account_code', title: 'Account code', type: 'text' },
    { name: 'status', title: 'Status', type: 'text' },
    { name: 'name', title: 'Name', type: 'text' },
    { name: 'person', title: 'Person', type: 'text' },
    { name: 'person_name', title: 'Person’s name', type: 'text' },
    { name: 'cost_centre', title: 'Cost centre', type: 'text' },
    ...SUM_COLUMNS,
  ],
  chart: { kind: 'bars', along: ['account_code'], drawn: 'cost_micros' },
  drill: { report: 'itemised', by: { 'account-code': 'account_code' } },
  async *rows(sources, { period, filter }) {
    const ownerOf = owners(await sources.directory(), period.to_day);
    const found = await sources.sums(period, ['account_code'], filter);
    for (const sums of [...found].sort(byWeight)) {
      const { account_code = null } = sums.group;
      for (const row of sumRows(sums)) yield { account_code, ...ownerOf(account_code), ...row };
    }
  },
};

/** Whose a code is on a day; one that the directory has not, or that ended before, is unknown. */
function owners({ entries, assignments }: Directory, day: Day): (code: string | null) => ReportRow {
  const look = new Assignments(assignments);
  const byId = new Map(entries.map((entry) => [entry.id, entry.values]));
  const codes = new Map(
    entries
      .filter(({ list, to_day }) => list === 'account_codes' && (to_day === null || to_day >= day))
      .map(({ id, values }) => [String(values.code), { id, name: values.name ?? null }]),
  );
  const nobody = { name: null, person: null, person_name: null, cost_centre: null };
  return (code) => {
    const known = code === null ? undefined : codes.get(code);
    if (known === undefined) return { ...nobody, status: code === null ? 'no code' : 'unknown' };
    const { person, unit } = look.belonging('account_codes', known.id, day);
    const [owner, centre] = [byId.get(person ?? -1), byId.get(unit ?? -1)];
    return {
      ...{ status: 'known', name: known.name, person: owner?.external_id ?? null },
      ...{ person_name: owner?.name ?? null, cost_centre: centre?.code ?? null },
    };
  };
}
