import { showDay, showTime } from '../../record/calendar.ts';
import { isWithheld, showNumber } from '../../record/number.ts';
import { grouped, textColumns, textTable } from '../../reports/text-table.ts';
import type { ListedHold } from '../../store/queries/holds.ts';
import type { Command } from '../command.ts';
import { foundHolds } from '../found-holds.ts';
import { isSet } from '../usage.ts';
import { AS_OPTION, requireWholeSight } from '../viewer.ts';

export const holdList: Command = {
  name: 'hold list',
  summary: 'The holds in force: who placed them and why, how many calls each keeps, and what it defers.',
  positionals: '',
  options: {
    ...AS_OPTION,
    all: { value: null, summary: 'also those that have ended' },
    json: { value: null, summary: 'as a JSON array' },
  },
  example: './ledgerline hold list --all',
  writes: false,
  audit: { reads: 'holds' },
  async run(call) {
    await requireWholeSight(call, 'Legal holds are');
    const holds = (await foundHolds(call, isSet(call, 'all'))).map(shown);
    if (isSet(call, 'json')) {
      await call.out(`${JSON.stringify(holds, null, 1)}\n`);
      return 0;
    }
    if (holds.length === 0) {
      await call.out('No hold is in force.\n');
      return 0;
    }
    await call.out(textTable(COLUMNS, holds.map(cellsOf)));
    return 0;
  },
};

function shown({ conditions, placed_at, until, released_at, ...hold }: ListedHold) {
  const { numbers, extensions, names, from_day, to_day } = conditions;
  const day = (value: number | null): string | null => (value === null ? null : showDay(value));
  // Text of an odd number stands beside calls only.
  const number = (value: number): string => showNumber(value, '(text)');
  return {
    ...hold,
    placed_at: showTime(placed_at, 0),
    until: day(until),
    released_at: released_at === null ? null : showTime(released_at, 0),
    ...{ numbers: numbers.map(number), extensions: extensions.map(number), names },
    whole: numbers.filter((value) => !isWithheld(value)).map(number),
    ...{ from: day(from_day), to: day(to_day) },
  };
}

const COUNTS = ['calls', 'deferred calls', 'deferred raw copies'];
const COLUMNS = textColumns(['hold', 'placed', 'by', 'reason', 'keeps', 'in force', ...COUNTS], COUNTS);

function cellsOf(hold: ReturnType<typeof shown>): string[] {
  const { id, placed_at, placed_by, reason, until, in_force, released_at } = hold;
  const ended = released_at === null ? `ended ${until}` : `released ${released_at.slice(0, 10)}`;
  return [
    ...[String(id), placed_at.slice(0, 10), placed_by, reason, keptText(hold)],
    in_force ? `until ${until ?? 'it is released'}` : ended,
    ...[hold.calls, hold.deferred_calls, hold.deferred_raw_copies].map(grouped),
  ];
}

function keptText({
  in_force,
  whole,
  numbers,
  extensions,
  names,
  from,
  to,
}: ReturnType<typeof shown>): string {
  // Whom one that ended was about is forgotten.
  if (!in_force) return 'nothing any more';
  // Somebody can have typed a masked one.
  const masked = whole.length > 0 && whole.length < numbers.length ? ', and masked' : '';
  const told = whole.length > 0 ? whole : numbers;
  const parties = [...names, ...new Set([...told, ...extensions])].join(', ') + masked;
  const period = from === null && to === null ? '' : `${from ?? ''} to ${to ?? ''}`;
  return [parties === '' ? 'everybody' : parties, period].filter((text) => text !== '').join('; ');
}
