import { type Micros, parseAmount } from '../../record/money.ts';
import type { PriceStep, SheetRate } from '../../record/tariff.ts';

/** A row of a file as it came, under the number that a spreadsheet shows for it. */
export interface SheetRow {
  readonly line: number;
  readonly cells: readonly string[];
}

/** What is wrong with a sheet, and where. */
export interface SheetProblem {
  readonly line: number;
  readonly what: string;
}

export interface ReadSheet {
  readonly rates: readonly (SheetRate & { readonly line: number })[];
  readonly problems: readonly SheetProblem[];
}

const NEEDED = [
  'prefix',
  'name',
  'connection_fee',
  'per_minute',
  'minimum_seconds',
  'first_increment_seconds',
  'next_increment_seconds',
] as const;
const MORE = ['band', 'steps'] as const;
type Column = (typeof NEEDED)[number] | (typeof MORE)[number];
const COLUMNS: readonly Column[] = [...NEEDED, ...MORE];

const LONGEST_SECONDS = 86_400;
const PREFIX = /^(?:\+?(?:[1-9]\d{0,14})?|=[0-9*#]{1,13})$/;

/** Reads a rate sheet, every row of it, so that all mistakes are told at once. Nothing of a row with a mistake is guessed. */
export function readSheet(rows: readonly SheetRow[]): ReadSheet {
  const [heading, ...body] = rows.filter(({ cells }) => cells.some((cell) => cell.trim() !== ''));
  if (heading === undefined) return { rates: [], problems: [{ line: 1, what: 'the sheet is empty' }] };
  const names = heading.cells.map((cell) => cell.trim().toLowerCase());
  const wrong = headingProblems(names).map((what) => ({ line: heading.line, what }));
  if (wrong.length > 0) return { rates: [], problems: wrong };
  const problems: SheetProblem[] = [];
  const rates = body.flatMap((row) => {
    const told = (what: string): void => void problems.push({ line: row.line, what });
    const rate = readRow(new RowCells(row, names, told));
    return rate === null ? [] : [{ ...rate, line: row.line }];
  });
  if (body.length === 0) problems.push({ line: heading.line, what: 'there is no row below the heading' });
  return { rates, problems };
}

function headingProblems(names: readonly string[]): string[] {
  const known = new Set<string>(COLUMNS);
  const given = names.filter((name) => name !== '');
  return [
    ...NEEDED.filter((name) => !names.includes(name)).map((name) => `the column ${name} is missing`),
    ...given
      .filter((name) => !known.has(name))
      .map((name) => `there is no column ${name}; known are ${COLUMNS.join(', ')}`),
    ...given
      .filter((name, place) => given.indexOf(name) !== place)
      .map((name) => `the column ${name} is there twice`),
  ];
}

/** The cells of a row by the names of their columns; what is wrong in one is told, and it is null then. */
class RowCells {
  private readonly row: SheetRow;
  private readonly names: readonly string[];
  private readonly told: (what: string) => void;

  constructor(row: SheetRow, names: readonly string[], told: (what: string) => void) {
    this.row = row;
    this.names = names;
    this.told = told;
  }

  text(column: Column): string {
    const place = this.names.indexOf(column);
    return place === -1 ? '' : (this.row.cells[place] ?? '').trim();
  }

  refuse(column: Column, why: string): null {
    this.told(`${column} “${this.text(column)}” ${why}`);
    return null;
  }

  amount(column: Column, empty: number | null): Micros | null {
    const text = this.text(column);
    if (text === '' && empty !== null) return empty as Micros;
    const parsed = parseAmount(text);
    return parsed.kind === 'amount' ? parsed.micros : this.refuse(column, parsed.why);
  }

  seconds(column: Column, least: number): number | null {
    const text = this.text(column);
    if (text === '' && least === 0) return 0;
    const seconds = /^\d{1,6}$/.test(text) ? Number(text) : -1;
    if (seconds >= least && seconds <= LONGEST_SECONDS) return seconds;
    return this.refuse(column, `is no whole number of seconds from ${least} to ${LONGEST_SECONDS}`);
  }
}

function readRow(cells: RowCells): SheetRate | null {
  const prefix = PREFIX.test(cells.text('prefix'))
    ? cells.text('prefix').replace('+', '')
    : cells.refuse(
        'prefix',
        'is no beginning of a number such as 4930 or +4930, nor digits as sent such as =112',
      );
  const connection_fee = cells.amount('connection_fee', 0);
  const per_minute = cells.amount('per_minute', null);
  const minimum_seconds = cells.seconds('minimum_seconds', 0);
  const first_increment_seconds = cells.seconds('first_increment_seconds', 1);
  const next_increment_seconds = cells.seconds('next_increment_seconds', 1);
  const steps = readSteps(cells);
  const band = cells.text('band');
  if (prefix === null || connection_fee === null || per_minute === null || minimum_seconds === null)
    return null;
  if (first_increment_seconds === null || next_increment_seconds === null || steps === null) return null;
  return {
    ...{ prefix, name: cells.text('name'), band: band === '' ? null : band, steps },
    ...{ connection_fee, per_minute, minimum_seconds, first_increment_seconds, next_increment_seconds },
  };
}

/** `180:0.02 600:0.01`: from second 180 on a minute costs 0.02, from second 600 on 0.01. */
function readSteps(cells: RowCells): PriceStep[] | null {
  const text = cells.text('steps');
  const steps: PriceStep[] = [];
  for (const part of text.split(/\s+/).filter((one) => one !== '')) {
    const [, after = '', price = ''] = /^(\d{1,6}):(\S+)$/.exec(part) ?? [];
    const parsed = parseAmount(price);
    if (after === '' || parsed.kind !== 'amount')
      return cells.refuse('steps', 'is not written as SECONDS:PRICE, for example 180:0.02');
    const after_seconds = Number(after);
    if (after_seconds <= (steps.at(-1)?.after_seconds ?? 0))
      return cells.refuse('steps', 'does not go up from step to step, from more than 0 seconds on');
    steps.push({ after_seconds, per_minute: parsed.micros });
  }
  return steps;
}
