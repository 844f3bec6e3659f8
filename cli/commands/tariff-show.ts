import { shown as prefixText } from '../../processor/rating/check-sheet.ts';
import { RateTable } from '../../processor/rating/rate-table.ts';
import { showDay } from '../../record/calendar.ts';
import { showAmount } from '../../record/money.ts';
import type { Rate } from '../../record/tariff.ts';
import { counted, textColumns, textTable } from '../../reports/text-table.ts';
import { ratesOf, tariffs } from '../../store/queries/tariffs.ts';
import type { Command } from '../command.ts';
import { notFound } from '../raw-lines.ts';
import { isSet, optional, usageError, wholeNumber } from '../usage.ts';

export const tariffShow: Command = {
  name: 'tariff show',
  summary: 'The prices of a tariff as they were imported, or those for one number.',
  positionals: 'TARIFF',
  options: {
    number: { value: 'NUMBER', summary: 'only the prices for this number, +4930… or digits as sent' },
    json: { value: null, summary: 'as JSON' },
  },
  example: './ledgerline tariff show 1 --number +4930123456',
  writes: false,
  audit: 'none',
  async run(call) {
    const id = wholeNumber(call.positionals[0], 'TARIFF');
    const { connection } = call.reading();
    const tariff = tariffs(connection).find((one) => one.id === id);
    if (tariff === undefined)
      throw notFound(`There is no tariff ${id}.`, './ledgerline tariff list lists them.');
    const all = ratesOf(connection, id);
    const number = optional(call, 'number');
    const rates = number === null ? all : pricesFor(all, number);
    if (isSet(call, 'json')) await call.out(`${JSON.stringify(rates, null, 1)}\n`);
    else if (rates.length === 0) await call.out(`${tariff.carrier} has no price for ${number}.\n`);
    else {
      const { carrier, currency, from_day } = tariff;
      await call.out(
        `${carrier}, prices in ${currency} from ${showDay(from_day)}, ${counted(all.length, 'row')}\n\n`,
      );
      await call.out(textTable(COLUMNS, rates.map(cellsOf)));
    }
    return 0;
  },
};

/** By the longest prefix, as calls are rated. */
function pricesFor(all: readonly Rate[], number: string): Rate[] {
  const digits = number.startsWith('+') ? number.slice(1) : `=${number}`;
  if (!/^=?[0-9*#]+$/.test(digits))
    throw usageError(
      `--number ${number} is none.`,
      'Write it as +4930123456, or digits as they are sent, such as 112.',
    );
  const found = new RateTable(all).ofDigits(digits);
  return found === null ? [] : [...found.banded.values(), found.always];
}

const SUMS = ['fee', 'a minute', 'minimum', 'first', 'next'];
const COLUMNS = textColumns(['prefix', 'name', 'band', ...SUMS, 'steps'], SUMS);

function cellsOf(rate: Rate): string[] {
  const { prefix, name, band, connection_fee, per_minute, steps } = rate;
  const seconds = [rate.minimum_seconds, rate.first_increment_seconds, rate.next_increment_seconds];
  return [
    ...[prefixText(prefix), name, band ?? '', showAmount(connection_fee), showAmount(per_minute)],
    ...seconds.map((count) => `${count} s`),
    steps.map(({ after_seconds, per_minute: later }) => `${after_seconds}:${showAmount(later)}`).join(' '),
  ];
}
