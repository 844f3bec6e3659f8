import { showDay } from '../../record/calendar.ts';
import { DESTINATION_CLASSES, DIRECTIONS } from '../../record/call.ts';
import type { CallView } from '../../record/call-view.ts';
import {
  type HourGrouping,
  isOfHours,
  TOTAL_GROUPINGS,
  type Total,
  type TotalGrouping,
  type TotalsFilter,
  type TotalsWish,
} from '../../record/day-total.ts';
import { asSumTooLarge, exactSum } from '../../record/exact-sum.ts';
import { showNumber, UNIT_NUMBERS } from '../../record/number.ts';
import { TOTAL_KEYS, TOTAL_OF_CALL, TOTAL_SUMS } from '../day-totals.ts';
import { HOUR_OF_CALL, MISSED, REACHED, UNKNOWN_HOUR } from '../hour-totals.ts';
import { TOTAL_ANONYMOUS } from '../job-store.ts';
import type { Connection } from '../open-database.ts';
import { joinBelonging, SOURCE_SITES, siteParameter } from './belongings.ts';
import { WEEKDAYS } from './call-sums.ts';
import { spellings } from './number-spellings.ts';
import { overCurrencies } from './over-currencies.ts';
import { textsById } from './texts-by-id.ts';

type Grouping = TotalGrouping | HourGrouping;
type TotalsView = Pick<CallView, 'sources' | 'extensions' | 'cost_centres' | 'mask'>;

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

/** The same as of calls (seen-call.ts). */
const NUMBERED = `select id from label where text glob '*${'[0-9]'.repeat(7)}*'`;

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
function groupedRows(
  connection: Connection,
  { from_day, to_day, by, held, sites_of, filter = {} }: TotalsWish,
  { mask, ...scope }: TotalsView,
): Record<string, number>[] {
  const byHour = by.some(isOfClock);
  const wide = scope.extensions !== null || scope.cost_centres !== null || !isOfHours({ by, filter });
  if (wide && byHour) throw new Error('totals by hour know no extensions');
  const table = wide ? WITH_EXTENSIONS : BY_HOUR;
  const sumNames = byHour ? [...TOTAL_SUMS, 'reached', 'missed'] : TOTAL_SUMS;
  const grouped = [...by.map(keyOf), 'currency'];
  const shown = grouped.map((key) => keyColumn(key, mask.length > 0));
  const places = grouped.map((_key, place) => place + 1).join(', ');
  const narrowed = narrowedBy(filter, mask.length > 0);
  const conditions = [held ? '1' : 'held = 0', 'legs > 0', ...inScope(scope), ...narrowed.conditions];
  // The directory is asked only where somebody wants to know.
  const joins =
    by.some((name) => name === 'cost_centre' || name === 'person') ||
    scope.cost_centres !== null ||
    (filter.unit ?? filter.person) !== undefined;
  const rows = connection.prepare<object, Record<string, number>>(
    `with ${joins ? `${SOURCE_SITES}, ` : ''}total (day, gone, ${table.columns}) as (
       ${storedTotals(wide, byHour)}
       union all
       select day, 0, ${table.of_call} from call
       where day in (select day from stale_day where day between @from and @to)
     )
     select ${[...shown, ...sumNames.map((name) => `sum(${name}) as ${name}`)].join(', ')},
     sum((gone > 0) * legs) as legs_gone, min(day) as first_day, max(day) as last_day from total ${joins ? joinBelonging('total') : ''} where ${conditions.join(' and ')}
     group by ${places} order by ${places}`,
  );
  const parameters = {
    ...{ from: from_day ?? Number.MIN_SAFE_INTEGER, to: to_day ?? Number.MAX_SAFE_INTEGER },
    ...(joins ? siteParameter(sites_of) : {}),
    ...(scope.sources === null ? {} : { sources: JSON.stringify(scope.sources) }),
    ...narrowed.parameters,
  };
  try {
    return rows.all(parameters);
  } catch (error) {
    throw asSumTooLarge(error);
  }
}

function isOfClock(name: Grouping): name is HourGrouping {
  return name === 'hour' || name === 'weekday';
}

/** Which totals a viewer may know of. */
export function inScope({
  sources,
  extensions,
  cost_centres,
}: Pick<CallView, 'sources' | 'extensions' | 'cost_centres'>): string[] {
  const conditions: string[] = [];
  if (sources !== null)
    conditions.push(
      'total.source in (select id from source where name in (select value from json_each(@sources)))',
    );
  if (extensions !== null) {
    const ranges = extensions.map(
      ({ from, to }) => `total.extension between ${Number(from)} and ${Number(to)}`,
    );
    conditions.push(ranges.length === 0 ? '0' : `(${ranges.join(' or ')})`);
  }
  for (const units of cost_centres?.each_of ?? []) {
    const paths = units.map((unit) => `belonging.path like '%/${Number(unit)}/%'`);
    conditions.push(paths.length === 0 ? '0' : `(${paths.join(' or ')})`);
  }
  return conditions;
}

/** What of the totals is wanted, compared with what is shown. */
export function narrowedBy(filter: TotalsFilter, masked: boolean) {
  const { sources, extension, direction, destination_class, trunk, country, unit, person } = filter;
  const conditions: string[] = [];
  const parameters: Record<string, string | number> = {};
  const want = (condition: string, name: string, value: string | number): void => {
    conditions.push(condition);
    parameters[name] = value;
  };
  const label = (name: string) => `(select id from label where label.text = @${name})`;
  if (sources !== undefined)
    want(
      'total.source in (select id from source where name in (select value from json_each(@wanted_sources)))',
      'wanted_sources',
      JSON.stringify(sources),
    );
  if (extension !== undefined)
    want(
      'total.extension in (select value from json_each(@extensions))',
      'extensions',
      JSON.stringify(spellings(extension)),
    );
  if (direction !== undefined)
    want('total.direction = @direction', 'direction', DIRECTIONS.indexOf(direction));
  if (destination_class !== undefined)
    want('total.destination_class = @class', 'class', DESTINATION_CLASSES.indexOf(destination_class));
  if (trunk !== undefined) {
    const shown = masked ? `iif(total.trunk in (${NUMBERED}), 0, total.trunk)` : 'total.trunk';
    want(`${shown} = ${label('trunk')}`, 'trunk', trunk);
  }
  if (country !== undefined) want(`total.destination_country = ${label('country')}`, 'country', country);
  if (unit !== undefined) want('belonging.path like @unit', 'unit', `%/${unit}/%`);
  if (person !== undefined) want('belonging.person = @person', 'person', person);
  return { conditions, parameters };
}

/**
 * Rows of totals that still hold. Of anonymous days more is known without hours than with them: a group that is large enough in
 * a day can be too small in each of its hours.
 */
function storedTotals(wide: boolean, byHour: boolean): string {
  const { name, columns } = wide ? WITH_EXTENSIONS : BY_HOUR;
  const holds = 'day between @from and @to and (gone > 0 or day not in (select day from stale_day))';
  const all = `select day, gone, ${columns} from ${name} where ${holds}`;
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

/** Nobody's is 0, as no trunk is; a unit in the place of an extension is none either. A channel can be named after a number: beside masked ones all of these are one. */
export function keyColumn(key: string, masked: boolean): string {
  if (key === 'unit' || key === 'person') return `coalesce(belonging.${key}, 0) as ${key}`;
  if (key === 'extension') return `iif(total.extension < ${UNIT_NUMBERS}, total.extension, 0) as extension`;
  if (key === 'trunk' && masked) return `iif(total.trunk in (${NUMBERED}), 0, total.trunk) as trunk`;
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
