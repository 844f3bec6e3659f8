import { showDay, WEEKDAYS } from '../../record/calendar.ts';
import { DESTINATION_CLASSES, DIRECTIONS } from '../../record/call.ts';
import {
  type HourGrouping,
  isOfHours,
  TOTAL_GROUPINGS,
  type Total,
  type TotalGrouping,
  type TotalsWish,
} from '../../record/day-total.ts';
import { asSumTooLarge, exactSum } from '../../record/exact-sum.ts';
import { showNumber, UNIT_NUMBERS } from '../../record/number.ts';
import { TOTAL_KEYS, TOTAL_OF_CALL, TOTAL_SUMS } from '../day-totals.ts';
import { HOUR_OF_CALL, MISSED, REACHED, UNKNOWN_HOUR } from '../hour-totals.ts';
import { TOTAL_ANONYMOUS } from '../job-store.ts';
import type { Connection } from '../open-database.ts';
import { joinBelonging, SOURCE_SITES, siteParameter } from './belongings.ts';
import { gatheredTotals } from './gathered-totals.ts';
import { IS_GONE } from './leaving-days.ts';
import { overCurrencies } from './over-currencies.ts';
import { textsById } from './texts-by-id.ts';
import { shownTrunk, type TotalsView, wantedTotals } from './wanted-totals.ts';

type Grouping = TotalGrouping | HourGrouping;

/** The table that knows extensions, and the smaller one that knows hours: each as it is, and as calls are counted for it. */
const WITH_EXTENSIONS = {
  name: 'day_total',
  columns: [...TOTAL_KEYS, ...TOTAL_SUMS].join(', '),
  of_call: TOTAL_OF_CALL,
};
const BY_HOUR = {
  name: 'hour_total',
  columns: [
    'hour',
    'reached',
    'missed',
    ...TOTAL_KEYS.filter((key) => key !== 'extension'),
    ...TOTAL_SUMS,
  ].join(', '),
  of_call: `${HOUR_OF_CALL}, ${REACHED}, ${MISSED}, ${TOTAL_OF_CALL.replace('coalesce(extension, 0), ', '')}`,
};

const SUMS: ReadonlySet<string> = new Set([...TOTAL_SUMS, 'reached', 'missed']);

/** Totals of days, always those of the calls: of days that changed since theirs were made, the calls themselves are added up. */
export function readTotals(connection: Connection, wish: TotalsWish, view: TotalsView): Total[] {
  const { by } = wish;
  const words = wordsOf(connection);
  const text = textsById(connection, 'label');
  return overCurrencies(groupedRows(connection, wish, view), by.map(keyOf)).map((group) => {
    const [first = {}] = group;
    const sum = (name: string): number => group.reduce((total, row) => total + (row[name] ?? 0), 0);
    const charged = group.filter(({ currency = 0 }) => currency !== 0);
    const byCurrency = (name: 'cost_micros' | 'legs'): Record<string, number> =>
      Object.fromEntries(
        charged.map(({ currency = 0, ...row }) => [text(currency) ?? '', exactSum(row[name] ?? 0)]),
      );
    const named = by.map((name) => [name, words(name, first[keyOf(name)] ?? 0)]);
    return {
      group: Object.fromEntries(named) as Total['group'],
      ...{
        calls: sum('calls'),
        legs: sum('legs'),
        answered: sum('answered'),
        duration_ms: sum('duration_ms'),
      },
      costs: byCurrency('cost_micros'),
      charged_legs: byCurrency('legs'),
      ...(by.some(isOfClock) && { reached: sum('reached'), missed: sum('missed') }),
      legs_gone: sum('legs_gone'),
      first_day: showDay(Math.min(...group.map(({ first_day = 0 }) => first_day))),
      last_day: showDay(Math.max(...group.map(({ last_day = 0 }) => last_day))),
    };
  });
}

/** Rows by groups and currency, in their order. */
function groupedRows(connection: Connection, wish: TotalsWish, view: TotalsView): Record<string, number>[] {
  const { from_day, to_day, by, sites_of, filter = {} } = wish;
  const byHour = by.some(isOfClock);
  const wide = view.extensions !== null || view.cost_centres !== null || !isOfHours({ by, filter });
  if (wide && byHour) throw new Error('totals by hour know no extensions');
  const period = { from: from_day ?? Number.MIN_SAFE_INTEGER, to: to_day ?? Number.MAX_SAFE_INTEGER };
  const { ofTotals, ...others } = wantedTotals(wish, view);
  const wanted = { ofTotals: ['legs <> 0', ...ofTotals], ...others };
  // The directory is asked only where somebody wants to know.
  const joins =
    wanted.ofBelonging.length > 0 || by.some((name) => name === 'cost_centre' || name === 'person');
  const keys = [...by.map(keyOf), 'currency'];
  const sums = byHour ? [...TOTAL_SUMS, 'reached', 'missed'] : TOTAL_SUMS;
  const gathered = joins ? gatheredTotals(connection, { keys, sums, period, wanted }) : null;
  const shown = keys.map((key) => keyColumn(key, view.mask.length > 0));
  const places = keys.map((_key, place) => place + 1).join(', ');
  const { ofDays, conditions, name } = gathered ?? {
    ofDays: 'sum((gone > 0) * legs) as legs_gone, min(day) as first_day, max(day) as last_day',
    ...{ conditions: [...wanted.ofTotals, ...wanted.ofBelonging], name: 'total' },
  };
  const rows = connection.prepare<object, Record<string, number>>(
    `with ${joins ? `${SOURCE_SITES}, ` : ''}${totalRows(wide, byHour)}${gathered?.rows ?? ''}
     select ${[...shown, ...sums.map((sum) => `sum(${sum}) as ${sum}`), ofDays].join(', ')}
     from ${name} as total ${joins ? joinBelonging('total') : ''} where ${conditions.join(' and ') || '1'}
     group by ${places} order by ${places}`,
  );
  const parameters = { ...period, ...wanted.parameters, ...(joins ? siteParameter(sites_of) : {}) };
  try {
    return rows.all(parameters);
  } catch (error) {
    throw asSumTooLarge(error);
  }
}

/**
 * Every total of the period, and calls of days that changed since theirs were made. Of a day that is going whole all totals are of what is gone:
 * what is there yet is taken out of them again, and told as what is there.
 */
function totalRows(wide: boolean, byHour: boolean): string {
  const { columns, of_call } = wide ? WITH_EXTENSIONS : BY_HOUR;
  const takenOut = columns.split(', ').map((name) => (SUMS.has(name) ? `-${name}` : name));
  return `still_there (day, ${columns}) as (
    select day, ${of_call} from call where day in (select day from leaving_day where day between @from and @to)
    and (day, held_by is not null) in (select day, held from leaving_day)
  ), total (day, gone, ${columns}) as (
    ${storedTotals(wide, byHour)}
    union all
    select day, 0, ${of_call} from call
    where day in (select day from stale_day where day between @from and @to)
    union all
    select day, 0, ${columns} from still_there
    union all
    select day, 1, ${takenOut.join(', ')} from still_there
  )`;
}

function isOfClock(name: Grouping): name is HourGrouping {
  return name === 'hour' || name === 'weekday';
}

/**
 * Rows of totals that still hold. Of anonymous days more is known without hours than with them: a group that is large enough in
 * a day can be too small in each of its hours.
 */
function storedTotals(wide: boolean, byHour: boolean): string {
  const { name, columns } = wide ? WITH_EXTENSIONS : BY_HOUR;
  const holds = 'day between @from and @to and (gone > 0 or day not in (select day from stale_day))';
  const all = `select day, iif(${IS_GONE}, max(gone, 1), 0) as gone, ${columns} from ${name} where ${holds}`;
  if (wide || byHour) return all;
  const anonymous = `gone = 1 and step = ${TOTAL_ANONYMOUS}`;
  return `${all} and not (${anonymous})
    union all
    select day, gone, ${columns.replace('hour, reached, missed', `${UNKNOWN_HOUR}, 0, 0`)} from day_total
    where day between @from and @to and ${anonymous}`;
}

function keyOf(name: Grouping): string {
  return isOfClock(name) ? name : TOTAL_GROUPINGS[name];
}

/** Nobody's is 0, as no trunk is; a unit in the place of an extension is none either. */
function keyColumn(key: string, masked: boolean): string {
  if (key === 'unit' || key === 'person') return `coalesce(belonging.${key}, 0) as ${key}`;
  if (key === 'extension') return `iif(total.extension < ${UNIT_NUMBERS}, total.extension, 0) as extension`;
  if (key === 'trunk') return `${shownTrunk(masked)} as trunk`;
  if (key === 'weekday') return '(total.day + 3) % 7 as weekday';
  return `total.${key}`;
}

/** What a value of a grouping is in words. */
function wordsOf(connection: Connection): (name: Grouping, value: number) => string | null {
  const [label, source] = [textsById(connection, 'label'), textsById(connection, 'source')];
  const [unit, person] = [textsById(connection, 'unit'), textsById(connection, 'person')];
  return (name, value) => {
    if (name === 'day') return showDay(value);
    if (name === 'hour') return value === UNKNOWN_HOUR ? null : `${String(value).padStart(2, '0')}:00`;
    if (name === 'weekday') return WEEKDAYS[value] ?? null;
    if (name === 'direction') return DIRECTIONS[value] ?? 'several';
    if (name === 'class') return DESTINATION_CLASSES[value] ?? null;
    if (name === 'source') return source(value);
    if (value === 0) return null;
    if (name === 'cost_centre') return unit(value);
    if (name === 'person') return person(value);
    // An inside party that is no number has its text in the calls only.
    if (name === 'extension') return showNumber(value, '(text)');
    return label(value);
  };
}
