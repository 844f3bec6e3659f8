import { DIRECTIONS } from '../record/call.ts';

/** The same question for the program and, as SQL, for a database of the same rows and totals. */
export interface Question {
  /** As it is typed behind `report run`. */
  readonly report: readonly string[];
  readonly of_rows: string;
  /** Null where no total has it. */
  readonly of_totals: string | null;
}

const DAY_MS = 86_400_000;
const day = (year: number, month: number, date: number): number => Date.UTC(year, month - 1, date) / DAY_MS;
const YEAR = `day between ${day(2024, 1, 1)} and ${day(2024, 12, 31)}`;
const MONTH = `day between ${day(2024, 2, 1)} and ${day(2024, 2, 29)}`;
const OUTGOING = `direction = ${DIRECTIONS.indexOf('outgoing')}`;
const OF_ROWS =
  'sum(head) as calls, count(*) as legs, sum(answered) as answered, sum(duration_ms) as ms, sum(cost_micros) as micros';
const OF_TOTALS =
  'sum(calls) as calls, sum(legs) as legs, sum(answered) as answered, sum(duration_ms) as ms, sum(cost_micros) as micros';

const departments = (sums: string, from: string, where: string): string =>
  `select cost_centre, currency, ${sums} from ${from} left join belonging on belonging.extension = ${from}.extension
   and day between from_day and to_day where ${where} group by 1, 2`;
const grouped = (by: string, sums: string, from: string, where: string): string =>
  `select ${by}, currency, ${sums} from ${from} where ${where} group by ${by}, currency`;

/** What finance asks most, each of a year but the costs, which go out by the month; at last what no total answers. */
export const QUESTIONS: readonly Question[] = [
  {
    report: ['department-costs', '--period', '2024-02'],
    of_rows: departments(OF_ROWS, 'call', MONTH),
    of_totals: departments(OF_TOTALS, 'day_total', MONTH),
  },
  {
    report: ['destinations', '--by', 'country', '--period', '2024'],
    of_rows: grouped('destination_country', OF_ROWS, 'call', `${YEAR} and ${OUTGOING}`),
    of_totals: grouped('destination_country', OF_TOTALS, 'hour_total', `${YEAR} and ${OUTGOING}`),
  },
  {
    report: ['destinations', '--limit', '20', '--period', '2024-02'],
    of_rows: `${grouped('called, destination_class, destination_country', OF_ROWS, 'call', `${MONTH} and ${OUTGOING}`)} order by calls desc limit 20`,
    of_totals: null,
  },
  {
    report: ['hours', '--period', '2024'],
    of_rows: `select hour, direction, answered, sum(head) from call where ${YEAR} group by 1, 2, 3`,
    of_totals: `select hour, direction, sum(calls), sum(reached), sum(missed) from hour_total where ${YEAR} group by 1, 2`,
  },
  {
    report: ['trend', '--by', 'month', '--period', '2024'],
    of_rows: grouped('day', OF_ROWS, 'call', YEAR),
    of_totals: grouped('day', OF_TOTALS, 'hour_total', YEAR),
  },
  {
    report: ['department-costs', '--min-duration', '540', '--period', '2024'],
    of_rows: departments(OF_ROWS, 'call', `${YEAR} and duration_ms >= 540000`),
    of_totals: null,
  },
];
