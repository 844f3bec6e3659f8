import { stringify } from 'csv-stringify/sync';
import { readCalls } from '../../access/calls.ts';
import { ownDirectory } from '../../access/seen-directory.ts';
import type { Sight } from '../../access/sight.ts';
import { DESTINATION_CLASSES, DIRECTIONS, type SeenCall } from '../../record/call.ts';
import { addLeg, countedCalls } from '../../reports/call-count.ts';
import { CSV } from '../../reports/csv.ts';
import { talkTime } from '../../reports/talk-time.ts';
import { textColumns, textTable } from '../../reports/text-table.ts';
import { readDirectory } from '../../store/queries/directory.ts';
import type { CallFilter } from '../../store/queries/wanted-calls.ts';
import type { Command, CommandCall } from '../command.ts';
import { unitNamed } from '../entry-named.ts';
import { numberForms } from '../number-forms.ts';
import { activeConfiguration } from '../service/judging.ts';
import { sitesBySource } from '../service/sites-by-source.ts';
import { ensureKnownSource } from '../source-names.ts';
import { givenDay, isSet, oneOf, optional, usageError, wholeNumber } from '../usage.ts';
import { AS_OPTION, viewerOf } from '../viewer.ts';

const FORMATS = ['table', 'csv', 'json'] as const;

/** Columns of CSV in their order: all of a call; lists and extras as JSON. */
const COLUMNS = [
  'id',
  'source',
  'driver',
  'intake',
  'offset',
  'length',
  'call_key',
  'head',
  'started_at',
  'answered_at',
  'ended_at',
  'ring_ms',
  'duration_ms',
  'direction',
  'answered',
  'cause',
  'calling',
  'called',
  'dialled',
  'calling_name',
  'called_name',
  'extension',
  'trunk',
  'account_code',
  'destination_class',
  'destination_country',
  'cost_micros',
  'currency',
  'rate',
  'private',
  'held_by',
  'marks',
  'extra',
] as const satisfies readonly (keyof SeenCall)[];

export const calls: Command = {
  name: 'calls',
  summary: 'Lists stored calls; without options all but the held ones, which --held adds.',
  positionals: '',
  options: {
    from: { value: 'YYYY-MM-DD', summary: 'first local day' },
    to: { value: 'YYYY-MM-DD', summary: 'last local day' },
    source: { value: 'NAME', summary: 'only from this source' },
    extension: { value: 'EXTENSION', summary: 'only of this inside party' },
    'cost-centre': {
      value: 'CODE',
      summary:
        'only of this cost centre or department, and of all below it, by the day of each call; (unassigned): of none',
    },
    number: { value: 'NUMBER', summary: 'calling or called: E.164 with +, an extension, or as dialled' },
    direction: { value: DIRECTIONS.join('|'), summary: 'only this direction' },
    class: { value: 'CLASS', summary: `only this destination class: ${DESTINATION_CLASSES.join(', ')}` },
    answered: { value: 'yes|no', summary: 'only answered, or only unanswered calls' },
    'account-code': { value: 'CODE', summary: 'only with this account code' },
    intake: { value: 'INTAKE', summary: 'only from this intake' },
    heads: { value: null, summary: 'only the first leg of each call' },
    held: { value: null, summary: 'held calls too' },
    ...AS_OPTION,
    format: { value: FORMATS.join('|'), summary: 'how to print (default: table)' },
    json: { value: null, summary: 'the same as --format json' },
  },
  example: './ledgerline calls --from 2026-09-01 --to 2026-09-30 --extension 204 --format csv',
  writes: false,
  audit: { reads: 'calls' },
  async run(call) {
    const format = isSet(call, 'json') ? 'json' : (oneOf(call, 'format', FORMATS) ?? 'table');
    const typed = filterOf(call);
    const sight = await viewerOf(call);
    const filter = { ...typed, ...(await formsOf(call)), ...(await belongingOf(call, sight)) };
    if (filter.source !== undefined) await ensureKnownSource(call, filter.source);
    const found = readCalls(call.reading(), sight, filter);
    if (format === 'json') await printJson(call, found);
    else if (format === 'csv') await printCsv(call, found);
    else await printTable(call, found);
    return 0;
  },
};

function filterOf(call: CommandCall): CallFilter {
  const [from_day, to_day] = [givenDay(call, 'from'), givenDay(call, 'to')];
  if (from_day !== null && to_day !== null && to_day < from_day)
    throw usageError(
      '--to lies before --from.',
      'Both days belong to what is shown; the earlier one is --from.',
    );
  const intake = optional(call, 'intake');
  const answered = oneOf(call, 'answered', ['yes', 'no'] as const);
  const given = {
    from_day,
    to_day,
    source: optional(call, 'source'),
    extension: optional(call, 'extension'),
    number: optional(call, 'number'),
    direction: oneOf(call, 'direction', DIRECTIONS),
    destination_class: oneOf(call, 'class', DESTINATION_CLASSES),
    answered: answered === null ? null : answered === 'yes',
    account_code: optional(call, 'account-code'),
    intake: intake === null ? null : wholeNumber(intake, '--intake'),
    heads: isSet(call, 'heads') ? true : null,
    held: isSet(call, 'held') ? ('include' as const) : ('exclude' as const),
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null));
}

/** What somebody types is looked for as the plan of each site reads it, too. */
async function formsOf(call: CommandCall): Promise<Pick<CallFilter, 'number_forms'>> {
  const number = optional(call, 'number');
  if (number === null) return {};
  const { sites } = await activeConfiguration(call.reading());
  return { number_forms: numberForms(number, sites) };
}

async function belongingOf(call: CommandCall, sight: Sight): Promise<Pick<CallFilter, 'belonging'>> {
  const name = optional(call, 'cost-centre');
  if (name === null) return {};
  const store = call.reading();
  const unit = unitNamed(() => ownDirectory(readDirectory(store.connection), sight.view), name);
  return { belonging: { unit, sites_of: sitesBySource(await activeConfiguration(store)) } };
}

async function printJson(call: CommandCall, found: AsyncIterable<SeenCall>): Promise<void> {
  let separator = '[\n';
  let text = '';
  for await (const row of found) {
    text += separator + JSON.stringify(row);
    separator = ',\n';
    if (text.length > 65_536) {
      await call.out(text);
      text = '';
    }
  }
  await call.out(`${text}${separator === '[\n' ? '[' : ''}\n]\n`);
}

async function printCsv(call: CommandCall, found: AsyncIterable<SeenCall>): Promise<void> {
  let rows: unknown[][] = [[...COLUMNS]];
  const flush = async (): Promise<void> => {
    await call.out(stringify(rows, CSV));
    rows = [];
  };
  for await (const row of found) {
    rows.push(
      COLUMNS.map((name) =>
        typeof row[name] === 'object' && row[name] !== null ? JSON.stringify(row[name]) : row[name],
      ),
    );
    if (rows.length === 500) await flush();
  }
  await flush();
}

async function printTable(call: CommandCall, found: AsyncIterable<SeenCall>): Promise<void> {
  const titles = [
    'id',
    'leg',
    'started',
    'direction',
    'extension',
    'calling',
    'called',
    'talk',
    'class',
    'cause',
    'source',
  ];
  const columns = textColumns(titles, ['talk']);
  let rows: string[][] = [];
  const count = { calls: 0, legs: 0 };
  const page = async (): Promise<void> => {
    if (rows.length > 0) await call.out(textTable(columns, rows));
    rows = [];
  };
  for await (const row of found) {
    addLeg(count, row);
    rows.push([
      String(row.id),
      legMark(row),
      row.started_at,
      row.direction,
      row.extension ?? '',
      row.calling ?? '',
      row.called ?? '',
      talkTime(row.duration_ms),
      row.destination_class,
      row.cause ?? '',
      row.source,
    ]);
    if (rows.length === 2_000) await page();
  }
  await page();
  await call.out(`${countedCalls(count)}\n`);
}

/** `↳` for every leg but the first of its call, and what the record says it is. */
function legMark({ head, extra }: SeenCall): string {
  return `${head ? '' : '↳ '}${extra?.leg ?? ''}`.trimEnd();
}
