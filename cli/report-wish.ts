import { ownDirectory } from '../access/seen-directory.ts';
import type { Sight } from '../access/sight.ts';
import type { Day } from '../record/calendar.ts';
import { DESTINATION_CLASSES, DIRECTIONS } from '../record/call.ts';
import type { SumsFilter } from '../record/call-sums.ts';
import type { Directory } from '../record/directory.ts';
import { CURRENCY_PATTERN, parseAmount } from '../record/money.ts';
import type { PhoneNumber } from '../record/number.ts';
import type { Report, ReportWish } from '../reports/report.ts';
import { type ParameterName, REPORT_PARAMETERS } from '../reports/report-parameters.ts';
import { PERIODS, type ReportPeriod, readPeriod } from '../reports/report-period.ts';
import type { ReportSettings } from '../settings/load-report-settings.ts';
import { readDirectory } from '../store/queries/directory.ts';
import type { ReadingConnection } from '../store/reading-connection.ts';
import type { CommandCall } from './command.ts';
import { personNamed, unitNamed } from './entry-named.ts';
import { oneOf, optional, usageError, wholeNumber } from './usage.ts';

/** Options, as they were typed, or as a schedule has them. */
type Typed = Pick<CommandCall, 'values'>;

/** What somebody asked a report for, as it was typed and as it is meant. */
export interface AskedReport {
  readonly wish: ReportWish;
  /** For the receipt, as it was typed. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** Reads the options of `report run` for one report; what the report does not take is refused, never left out. */
export async function reportWish(
  call: Typed,
  report: Report,
  {
    store,
    sight,
    configuration,
    today,
  }: { store: ReadingConnection; sight: Sight; configuration: ReportSettings; today: Day },
): Promise<AskedReport> {
  const names = Object.keys(REPORT_PARAMETERS) as ParameterName[];
  const given = names.filter((name) => optional(call, name) !== null);
  const unknown = given.find((name) => !report.parameters.includes(name));
  if (unknown !== undefined)
    throw usageError(
      `The report ${report.name} does not take --${unknown}.`,
      `It takes: ${report.parameters.map((name) => `--${name}`).join(' ')}.`,
    );
  const period = periodOf(call, report, today);
  const compare = optional(call, 'compare');
  const number = (name: ParameterName): number | undefined => {
    const text = optional(call, name);
    return text === null ? undefined : wholeNumber(text, `--${name}`);
  };
  const file = optional(call, 'file');
  const by = choiceOf(call, report);
  const wish = {
    ...{ period, filter: await filterOf(call, { store, sight, configuration }), by },
    ...{ limit: number('limit'), level: number('level'), seconds: number('seconds') },
    compare: compare === null ? undefined : periodNamed(compare, '--compare', today),
    ...{ file: file ?? undefined, values: valuesOf(call, report), currency: currencyOf(call) },
  };
  const parameters = Object.fromEntries(given.map((name) => [name, optional(call, name) ?? '']));
  return {
    wish: withoutUndefined(wish),
    parameters: { ...(report.timeless !== true && { period: period.asked }), ...parameters },
  };
}

/** What may be left out is not there where it is undefined. */
type Given<Values> = {
  [Name in keyof Values as undefined extends Values[Name] ? never : Name]: Values[Name];
} & {
  [Name in keyof Values as undefined extends Values[Name] ? Name : never]?: Exclude<Values[Name], undefined>;
};

function withoutUndefined<Values extends object>(values: Values): Given<Values> {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== undefined),
  ) as Given<Values>;
}

function periodOf(call: Typed, report: Report, today: Day): ReportPeriod {
  const text = optional(call, 'period');
  if (report.timeless === true) {
    if (text !== null)
      throw usageError(
        `The report ${report.name} has no period: it tells what is there today.`,
        'Leave --period out.',
      );
    return periodNamed('today', '--period', today);
  }
  return periodNamed(text ?? 'last-month', '--period', today);
}

function periodNamed(text: string, option: string, today: Day): ReportPeriod {
  const period = readPeriod(text, today);
  if (period === null) throw usageError(`${option} ${text} is no period.`, `Periods: ${PERIODS}.`);
  return period;
}

function currencyOf(call: Typed): string | undefined {
  const text = optional(call, 'currency');
  if (text === null) return undefined;
  if (!CURRENCY_PATTERN.test(text))
    throw usageError(`--currency ${text} is no currency.`, 'Write it as three capital letters: EUR.');
  return text;
}

function choiceOf(call: Typed, { choices = [] }: Report): string | undefined {
  return oneOf(call, 'by', choices) ?? choices[0];
}

/** `first_hour=7,last_hour=18` */
function valuesOf(call: Typed, { name, values = {} }: Report): Record<string, number> | undefined {
  const text = optional(call, 'with');
  if (text === null) return undefined;
  const known = Object.keys(values);
  return Object.fromEntries(
    text.split(',').map((part) => {
      const [, value = '', number = ''] = /^\s*([a-z_]+)=(\d+(?:\.\d+)?)\s*$/.exec(part) ?? [];
      if (value === '' || !known.includes(value))
        throw usageError(
          `The report ${name} judges by nothing such as ${part}.`,
          `It knows: ${known.join(', ')}.`,
        );
      return [value, Number(number)];
    }),
  );
}

async function filterOf(
  call: Typed,
  { store, sight, configuration }: { store: ReadingConnection; sight: Sight; configuration: ReportSettings },
): Promise<SumsFilter> {
  const known = (): Directory => ownDirectory(readDirectory(store.connection), sight.view);
  const yes = (name: ParameterName): boolean | undefined => {
    const word = oneOf(call, name, ['yes', 'no'] as const);
    return word === null ? undefined : word === 'yes';
  };
  const text = (name: ParameterName): string | undefined => optional(call, name) ?? undefined;
  const [unit, person, number, seconds] = [
    text('cost-centre'),
    text('person'),
    text('number'),
    text('min-duration'),
  ];
  return withoutUndefined({
    sources: sourcesOf(call, configuration),
    ...{ extension: text('extension'), trunk: text('trunk'), country: text('country')?.toUpperCase() },
    direction: oneOf(call, 'direction', DIRECTIONS) ?? undefined,
    destination_class: oneOf(call, 'class', DESTINATION_CLASSES) ?? undefined,
    unit: unit === undefined ? undefined : unitNamed(known, unit),
    person: person === undefined ? undefined : personNamed(known, person),
    number,
    number_forms: number === undefined ? undefined : await formsOf(number, store),
    ...{ account_code: text('account-code'), answered: yes('answered'), private: yes('private') },
    min_duration_ms: seconds === undefined ? undefined : wholeNumber(seconds, '--min-duration') * 1000,
    min_cost_micros: leastCost(text('min-cost')),
  });
}

/** By the plans of all numbers, which few reports are asked for. */
async function formsOf(number: string, store: ReadingConnection): Promise<PhoneNumber[]> {
  const { activeConfiguration } = await import('./service/judging.ts');
  const { numberForms } = await import('./number-forms.ts');
  return numberForms(number, (await activeConfiguration(store)).sites);
}

function leastCost(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const amount = parseAmount(text);
  if (amount.kind === 'refused') throw usageError(`--min-cost ${text} ${amount.why}.`, 'Write it as 1.50.');
  return amount.micros;
}

/** Of the site, and among these the one that was named. */
function sourcesOf(call: Typed, { sites, sources }: ReportSettings): string[] | undefined {
  const [site, source] = [optional(call, 'site'), optional(call, 'source')];
  if (site !== null && !Object.hasOwn(sites, site))
    throw usageError(`There is no site ${site}.`, `Sites: ${Object.keys(sites).join(', ')}.`);
  if (source !== null && !Object.hasOwn(sources, source))
    throw usageError(`There is no source ${source}.`, `Sources: ${Object.keys(sources).join(', ')}.`);
  if (site === null) return source === null ? undefined : [source];
  const there = Object.entries(sources).flatMap(([name, entry]) => (entry.site === site ? [name] : []));
  return source === null ? there : there.filter((name) => name === source);
}
