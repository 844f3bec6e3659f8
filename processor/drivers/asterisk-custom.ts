import { z } from 'zod';
import { type Field, ignored, type Reading, undefinedLine } from '../../record/reading.ts';
import { type DriverReader, defineDriver } from '../driver.ts';
import {
  ASTERISK_EXTRA,
  ASTERISK_FIELDS,
  type AsteriskFields,
  readAsteriskRecord,
} from '../formats/asterisk-record.ts';
import { compileDatePattern } from '../formats/date-pattern.ts';
import { splitEscaped } from '../formats/escaped-values.ts';
import { jsonPlaces } from '../formats/json-values.ts';
import { placed } from '../formats/placed.ts';
import { placedInFields, splitFields } from '../formats/separated-values.ts';

/** The mapping of the sample cdr_custom.conf: clid first, accountcode sixteenth, and no linkedid. */
const SAMPLE = ASTERISK_FIELDS.filter((field) => field !== 'peeraccount' && field !== 'linkedid');
const NOTHING = '-';

const options = z
  .strictObject({
    columns: z
      .array(z.enum([...ASTERISK_FIELDS, NOTHING]))
      .min(2)
      .default(SAMPLE)
      .describe(
        'the fields of the mapping in their order; - for a literal or a field that is not to be read',
      ),
    separator: z.string().length(1).default(',').describe('separator_character of the mapping'),
    quote_escape: z.enum(['"', '\\']).default('"').describe('quote_escape_character of the mapping'),
    times: z
      .string()
      .default('YYYY-MM-DD HH:mm:ss')
      .describe('pattern of start, answer and end; X where they are formatted as int64 or double'),
    utc: z.boolean().default(false).describe('true when cdr.conf has usegmtime=yes, so that times are UTC'),
  })
  .superRefine(({ columns, times }, context) => {
    const twice = columns.find((name, at) => name !== NOTHING && columns.indexOf(name) !== at);
    if (twice !== undefined)
      context.addIssue({ code: 'custom', path: ['columns'], message: `${twice} stands in it twice` });
    if (!columns.includes('start') && !columns.includes('end'))
      context.addIssue({ code: 'custom', path: ['columns'], message: 'a call needs its start or its end' });
    const pattern = compileDatePattern(times);
    const trouble =
      typeof pattern === 'string' ? pattern : pattern.holds === 'time' ? 'it needs a date' : null;
    if (trouble !== null) context.addIssue({ code: 'custom', path: ['times'], message: trouble });
  });

/** Files whose columns an administrator chose; what no mapping can change is what the fields mean. */
export const asteriskCustom = defineDriver({
  name: 'asterisk-custom',
  vendor: 'Asterisk',
  summary:
    'Files of the module cdr_custom, columns as the mapping in cdr_custom.conf has them, or one JSON object per line.',
  confirmation: 'unconfirmed',
  traps: [
    'The file does not say its mapping: the option columns must say the same as cdr_custom.conf, in the same order.',
    'Master.csv of cdr_csv has other columns (accountcode first): that is the driver asterisk-csv.',
    'Times are local without a zone, or UTC with usegmtime=yes; the file cannot tell: set the option utc.',
    'uniqueid is not unique per record; only with sequence beside it does it make a key.',
    'NO ANSWER with talk is a call: the trunk was answered, the party was not.',
    'The quote character must be the double quote; another quote_character is not read.',
  ],
  options,
  example: {
    columns: ['start', 'src', 'dst', 'billsec', 'disposition', 'uniqueid', 'sequence'],
    separator: ';',
  },
  extra: ASTERISK_EXTRA,
  reader: compileReader,
});

function compileReader({
  columns,
  separator,
  quote_escape,
  times,
  utc,
}: z.output<typeof options>): DriverReader {
  const compiled = compileDatePattern(times);
  const pattern = typeof compiled === 'string' ? null : compiled;
  const places = new Map(columns.map((name, place) => [name as string, place]));
  const split = quote_escape === '"' ? splitFields : splitEscaped;
  const quoting = { quotes: true, escapes: quote_escape !== '"' };
  const read = (line: string): Reading => {
    const text = line.charCodeAt(0) === 0xfeff ? line.slice(1) : line;
    if (text.trim() === '') return ignored('blank');
    if (pattern === null) return undefinedLine('bad_time', 'the pattern of the option times cannot be read');
    const settings = { pattern, unsaid: utc ? ('utc' as const) : ('wall' as const), startName: 'start' };
    if (text.startsWith('{')) {
      const object = objectIn(text);
      return object === null
        ? undefinedLine('bad_quoting', 'the line begins like JSON and is not a whole object')
        : placed(
            readAsteriskRecord((name) => object.get(name) ?? null, settings),
            (name) => jsonPlaces(line, String(name))[0] ?? null,
          );
    }
    const fields = split(text, separator);
    if (fields === null) return undefinedLine('bad_quoting', 'the quotes of the line do not close');
    const count = fields.length;
    if (count !== columns.length) {
      const trouble = `${count} columns where the mapping has ${columns.length}`;
      return undefinedLine(count < columns.length ? 'too_short' : 'wrong_column_count', trouble);
    }
    if (isHeader(fields, columns)) return ignored('header');
    const field: AsteriskFields = (name) => fields[places.get(name) ?? -1] ?? null;
    const numberOf = (name: Field): number => places.get(String(name)) ?? -1;
    return placedInFields(readAsteriskRecord(field, settings), line, separator, numberOf, quoting);
  };
  return { initial: null, read: (_state, { text }) => read(text) };
}

/** cdr_custom writes none; people who hand the file on put the names above it. */
function isHeader(fields: readonly string[], columns: readonly string[]): boolean {
  return columns.every((name, at) => name === NOTHING || fields[at]?.trim().toLowerCase() === name);
}

/** The members of a JSON object as text; null where the line is none. Names are those of the fields. */
function objectIn(text: string): ReadonlyMap<string, string> | null {
  try {
    const parsed: unknown = JSON.parse(text);
    if (parsed === null || typeof parsed !== 'object' || Array.isArray(parsed)) return null;
    const entries = Object.entries(parsed).map(([name, value]): [string, string] => [
      name.toLowerCase(),
      typeof value === 'string' || typeof value === 'number' ? String(value) : '',
    ]);
    return new Map(entries);
  } catch {
    return null;
  }
}
