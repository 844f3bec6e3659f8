import { csvTable } from '../../directory/csv-table.ts';
import { wallTime } from '../../record/calendar.ts';
import { parseAmount } from '../../record/money.ts';

/** One call as a carrier's bill has it. */
export interface BillLine {
  /** In the file. */
  readonly line: number;
  readonly started_at: number;
  readonly called: string;
  readonly duration_ms: number;
  readonly cost_micros: number;
}

/** A line that could not be read, and why. */
export interface UnreadLine {
  readonly line: number;
  readonly why: string;
}

export type Bill =
  | { readonly ok: true; readonly lines: readonly BillLine[]; readonly unread: readonly UnreadLine[] }
  | { readonly ok: false; readonly reason: string };

/** What each column may be called. */
const BILL_COLUMNS = {
  start: ['start', 'started_at', 'start_time', 'date_time'],
  called: ['called', 'called_number', 'number', 'destination'],
  seconds: ['seconds', 'duration', 'duration_seconds'],
  amount: ['amount', 'cost', 'price'],
} as const;
type BillColumn = keyof typeof BILL_COLUMNS;

/** A time without an offset is local time of the zone; of an hour that occurs twice the first is meant. */
export function readBill(bytes: Uint8Array, zone: string): Bill {
  const table = csvTable(bytes);
  if (!table.ok) return table;
  const places = {} as Record<BillColumn, number>;
  for (const name of Object.keys(BILL_COLUMNS) as BillColumn[]) {
    const names: readonly string[] = BILL_COLUMNS[name];
    places[name] = table.columns.findIndex((column) => names.includes(column));
    if (places[name] < 0) {
      const reason = `its first line names no column ${name} (or ${names.slice(1).join(', ')})`;
      return { ok: false, reason };
    }
  }
  const lines: BillLine[] = [];
  const unread: UnreadLine[] = [];
  for (const { cells, line } of table.rows) {
    const cell = (name: BillColumn): string => cells[places[name]] ?? '';
    const read = lineOf(cell, zone);
    if (typeof read === 'string') unread.push({ line, why: read });
    else lines.push({ line, ...read });
  }
  return { ok: true, lines, unread };
}

function lineOf(cell: (name: BillColumn) => string, zone: string): Omit<BillLine, 'line'> | string {
  const started_at = momentOf(cell('start'), zone);
  if (started_at === null) return 'its start is no date with a time';
  const duration_ms = durationOf(cell('seconds'));
  if (duration_ms === null) return 'its duration is neither seconds nor h:mm:ss';
  const amount = parseAmount(cell('amount'));
  if (amount.kind === 'refused') return `its amount ${amount.why}`;
  const called = cell('called');
  if (!/\d/.test(called)) return 'its number has no digit';
  return { started_at, called, duration_ms, cost_micros: amount.micros };
}

const YEAR_FIRST = /^(\d{4})-(\d\d)-(\d\d)[ T](\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?$/;
const DAY_FIRST = /^(\d\d?)\.(\d\d?)\.(\d{4})[ T](\d\d?):(\d\d)(?::(\d\d))?$/;
const WITH_OFFSET = /^\d{4}-\d\d-\d\d[ T]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)$/;

function momentOf(text: string, zone: string): number | null {
  if (WITH_OFFSET.test(text)) {
    const moment = Date.parse(text.replace(' ', 'T'));
    return Number.isNaN(moment) ? null : moment;
  }
  const [, year, month, day, ...clock] = YEAR_FIRST.exec(text) ?? [];
  const [, day2, month2, year2, ...clock2] = DAY_FIRST.exec(text) ?? [];
  const [hour, minute, second = '0'] = year === undefined ? clock2 : clock;
  const wall = wallTime(
    Number(year ?? year2),
    Number(month ?? month2),
    Number(day ?? day2),
    Number(hour),
    Number(minute),
    Number(second),
  );
  if (wall === null) return null;
  const local = new Date(wall).toISOString().slice(0, 19);
  return Temporal.PlainDateTime.from(local).toZonedDateTime(zone).epochMilliseconds;
}

function durationOf(text: string): number | null {
  if (/^\d{1,7}$/.test(text)) return Number(text) * 1000;
  const [, hours = '0', minutes, seconds] = /^(?:(\d{1,3}):)?(\d{1,2}):(\d\d)$/.exec(text) ?? [];
  if (minutes === undefined) return null;
  return ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000;
}
