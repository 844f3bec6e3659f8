import { showDay, showTime } from '../../record/calendar.ts';
import { grouped, textColumns, textTable } from '../../reports/text-table.ts';
import { type StoredTariff, tariffs } from '../../store/queries/tariffs.ts';
import type { Command } from '../command.ts';
import { isSet } from '../usage.ts';

export const tariffList: Command = {
  name: 'tariff list',
  summary: 'The tariffs that were imported, by carrier and day, and until when each holds.',
  positionals: '',
  options: { json: { value: null, summary: 'as JSON' } },
  example: './ledgerline tariff list',
  writes: false,
  audit: 'none',
  async run(call) {
    const all = tariffs(call.reading().connection);
    const listed = all.map((tariff) => shown(tariff, all));
    if (isSet(call, 'json')) await call.out(`${JSON.stringify(listed, null, 1)}\n`);
    else if (listed.length === 0)
      await call.out('There are no tariffs: ./ledgerline tariff import --help says how to bring one in.\n');
    else await call.out(textTable(COLUMNS, listed.map(cellsOf)));
    return 0;
  },
};

function shown(tariff: StoredTariff, all: readonly StoredTariff[]) {
  const { id, carrier, currency, from_day, rates, imported_at, sha256 } = tariff;
  const later = all.slice(all.indexOf(tariff) + 1).find((other) => other.carrier === carrier);
  const superseded = later !== undefined && later.from_day === from_day;
  const until = later === undefined || superseded ? null : showDay(later.from_day - 1);
  return {
    ...{ tariff: id, carrier, currency, from: showDay(from_day), until, superseded, rows: rates },
    imported_at: showTime(imported_at, 0),
    sha256,
  };
}

const COLUMNS = textColumns(['tariff', 'carrier', 'currency', 'from', 'until', 'rows', 'imported'], ['rows']);

function cellsOf({
  tariff,
  carrier,
  currency,
  from,
  until,
  superseded,
  rows,
  imported_at,
}: ReturnType<typeof shown>) {
  const ends = superseded ? 'superseded' : (until ?? 'a later one');
  return [String(tariff), carrier, currency, from, ends, grouped(rows), imported_at.slice(0, 10)];
}
