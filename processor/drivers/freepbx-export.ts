import { z } from 'zod';
import { type DriverState, ignored, type Reading, undefinedLine } from '../../record/reading.ts';
import { type DriverReader, defineDriver } from '../driver.ts';
import { ASTERISK_EXTRA, type AsteriskFields, readAsteriskRecord } from '../formats/asterisk-record.ts';
import { compileDatePattern } from '../formats/date-pattern.ts';
import { type Cells, type Header, headerIn, namedColumns, plainName } from '../formats/named-columns.ts';
import { placedInFields, splitFields } from '../formats/separated-values.ts';

const options = z
  .strictObject({
    times: z
      .string()
      .default('YYYY-MM-DD HH:mm:ss')
      .describe('pattern of calldate; D/M/YYYY H:mm:ss where the export was set so'),
    utc: z.boolean().default(false).describe('true when cdr.conf has usegmtime=yes, so that times are UTC'),
  })
  .superRefine(({ times }, context) => {
    const pattern = compileDatePattern(times);
    const trouble =
      typeof pattern === 'string' ? pattern : pattern.holds === 'time' ? 'it needs a date' : null;
    if (trouble !== null) context.addIssue({ code: 'custom', path: ['times'], message: trouble });
  });

/** Places are those of the export of the CDR report; tables and panels have more, in other orders. */
const TABLE = {
  start: ['calldate', 1, 'start'],
  clid: ['clid', 2],
  src: ['src', 3],
  dst: ['dst', 4],
  channel: ['channel', 6],
  dstchannel: ['dstchannel', 7],
  lastapp: ['lastapp', 8],
  duration: ['duration', 10],
  billsec: ['billsec', 11],
  disposition: ['disposition', 12],
  amaflags: ['amaflags', 13],
  accountcode: ['accountcode', 14],
  uniqueid: ['uniqueid', 15],
  userfield: ['userfield', 16],
  did: ['did', 17],
  cnam: ['cnam', 20],
  dst_cnam: ['dst_cnam', 23],
  trunk: ['trunk', 24],
  answer: ['answer', 25],
  end: ['end', 26],
  peeraccount: ['peeraccount', 27],
  linkedid: ['linkedid', 28],
  sequence: ['sequence', 29],
} as const;

type Column = keyof typeof TABLE;
const COLUMNS = namedColumns<Column>(TABLE);
const REQUIRED: readonly Column[] = ['start', 'src', 'dst', 'duration', 'billsec', 'disposition'];

/** Records are read by the names of the header, which stands in every export. */
export const freepbxExport = defineDriver({
  name: 'freepbx-export',
  vendor: 'Sangoma',
  summary: 'Exports of the call records of FreePBX and of panels on the same table, read by their header.',
  confirmation: 'unconfirmed',
  traps: [
    'There is no answer time: it is worked out from start and ring time.',
    'Whether 3/1/2026 is in January or in March the file cannot tell: set the option times.',
    'Times are local without a zone, or UTC with usegmtime=yes; the file cannot tell: set the option utc.',
    'uniqueid is not unique per record; only with a sequence beside it does it make a key.',
    'Exports overlap: without a sequence equal lines of two exports are known by the whole line and its occurrence.',
    'The name of the caller is not quoted as it should be, and strict readers refuse the line.',
    'NO ANSWER with talk is a call: the trunk was answered, the party was not.',
  ],
  options,
  example: { times: 'D/M/YYYY H:mm:ss' },
  extra: ASTERISK_EXTRA,
  reader: compileReader,
});

function compileReader({ times, utc }: z.output<typeof options>): DriverReader {
  const compiled = compileDatePattern(times);
  const pattern = typeof compiled === 'string' ? null : compiled;
  const record = (cell: Cells<Column>, header: Header): Reading => {
    if (pattern === null) return undefinedLine('bad_time', 'the pattern of the option times cannot be read');
    const settings = { pattern, unsaid: utc ? ('utc' as const) : ('wall' as const), startName: 'calldate' };
    const reading = readAsteriskRecord(fieldsOf(cell, header), settings);
    if (reading.kind !== 'call') return reading;
    return {
      ...reading,
      dialled: cell('did') || null,
      calling_name: reading.calling_name ?? (cell('cnam') || null),
      called_name: cell('dst_cnam') || null,
      trunk: cell('trunk') || reading.trunk,
    };
  };
  return { initial: null, read: (state, { text }) => readLine(state, text, record) };
}

type ReadRecord = (cell: Cells<Column>, header: Header) => Reading;

function readLine(state: DriverState, line: string, record: ReadRecord): Reading {
  const text = line.charCodeAt(0) === 0xfeff ? line.slice(1) : line;
  if (text.trim() === '') return ignored('blank');
  const named = readHeader(text);
  if (named !== null) return { ...ignored('header'), state: named };
  const header = headerIn(state);
  if (header === null) return undefinedLine('no_header', 'no header names the columns of this record');
  const fields = splitFields(text, header.kind);
  if (fields === null) return undefinedLine('bad_quoting', 'the quotes of the line do not close');
  const count = fields.length;
  if (count < header.count)
    return undefinedLine('too_short', `${count} columns where the header names ${header.count}`);
  // Dumps of the table end in columns without a name, of which all that is known has 0 or nothing.
  if (fields.slice(header.count).some((field) => !/^0?$/.test(field)))
    return undefinedLine('wrong_column_count', `${count} columns where the header names ${header.count}`);
  const missing = COLUMNS.missing(header.places, REQUIRED);
  if (missing !== undefined)
    return undefinedLine('unknown_layout', `the header names no ${TABLE[missing][0]}`);
  const cell = COLUMNS.cells(fields, header.places);
  const reading = record((column) => (cell(column) === 'NULL' ? '' : cell(column)), header);
  return placedInFields(reading, line, header.kind, (name) => COLUMNS.numberOf(header.places, name));
}

/** A line that names calldate, src and dst; its separator is kept as the kind of the header. */
function readHeader(text: string): DriverState | null {
  if (!/calldate|start/i.test(text)) return null;
  const separator = [',', ';', '\t'].find((sign) => text.includes(sign)) ?? ',';
  const fields = splitFields(text, separator);
  const names = fields?.map(plainName) ?? [];
  if (fields === null || !names.includes('src') || !names.includes('dst')) return null;
  if (!names.includes('calldate') && !names.includes('start')) return null;
  return { kind: separator, count: fields.length, places: COLUMNS.placesIn(fields) };
}

function fieldsOf(cell: Cells<Column>, { places }: Header): AsteriskFields {
  return (name) =>
    Object.hasOwn(TABLE, name) && COLUMNS.missing(places, [name as Column]) === undefined
      ? cell(name as Column)
      : null;
}
