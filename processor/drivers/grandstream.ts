import { z } from 'zod';
import { wallTime } from '../../record/calendar.ts';
import type { LegPart } from '../../record/leg-part.ts';
import {
  type CallReading,
  type DriverState,
  EMPTY_CALL,
  ignored,
  type Reading,
  type UndefinedReading,
  undefinedLine,
} from '../../record/reading.ts';
import { defineDriver } from '../driver.ts';
import { stationBehind } from '../formats/asterisk-channels.ts';
import { asteriskLeg } from '../formats/asterisk-legs.ts';
import { fieldsOf, headingOf } from '../formats/grandstream-rows.ts';
import { isObject, type JsonObject, jsonPlaces, parseJson, textOf } from '../formats/json-values.ts';
import {
  type Cells,
  type ColumnTable,
  type Header,
  headerIn,
  namedColumns,
} from '../formats/named-columns.ts';
import { movedBy, placed } from '../formats/placed.ts';
import { joinedPlace, separatedPlace } from '../formats/separated-values.ts';

/** Names of the API, and of files downloaded from the pages of the system; place 0 is none of the API’s 22. */
const TABLE = {
  id: ['AcctId', 1],
  account: ['accountcode', 2],
  src: ['src', 3, 'Caller Number'],
  dst: ['dst', 4, 'Callee Number'],
  clid: ['clid', 6, 'CallerID'],
  channel: ['channel', 7, 'Source Channel'],
  dstchannel: ['dstchannel', 8, 'Dest Channel'],
  lastapp: ['lastapp', 9],
  lastdata: ['lastdata', 10],
  start: ['start', 11, 'Start time'],
  answer: ['answer', 12, 'Answer Time'],
  end: ['end', 13, 'End time'],
  duration: ['duration', 14, 'Call time (s)', 'Call time'],
  billsec: ['billsec', 15, 'Talk time (s)', 'Talk time'],
  disposition: ['disposition', 16],
  uniqueid: ['uniqueid', 18],
  userfield: ['userfield', 19],
  channelExtension: ['channel_ext', 20, 'Source Channel Extension'],
  dstchannelExtension: ['dstchannel_ext', 21, 'Dest Channel Extension'],
  callerName: ['caller_name', 0, 'Caller Name'],
  session: ['session', 0],
  actionType: ['action_type', 0],
  actionOwner: ['action_owner', 0],
  sourceTrunk: ['src_trunk_name', 0],
  destinationTrunk: ['dst_trunk_name', 0],
} as const satisfies ColumnTable<string>;
type Column = keyof typeof TABLE;

const columns = namedColumns<Column>(TABLE);
const OF_THE_API: Header = { kind: 'api', count: 22, places: columns.documented };
const PLACES = Object.keys(TABLE);

export const grandstream = defineDriver({
  name: 'grandstream',
  vendor: 'Grandstream',
  summary:
    'Records of UCM and GXW450x from the CDR API or downloaded: CSV with a heading, or JSON. Written after the API guide.',
  confirmation: 'unconfirmed',
  units: { kind: 'json', list_head: /^\{\s{0,16}"cdr(?:_root)?"\s{0,8}:\s{0,8}\[/ },
  traps: [
    'Names and application data are not quoted, so a row of 22 columns has 24 pieces and more; they are put together again.',
    'Times are local without a zone.',
    'The callee s is a call on an analogue line without a number.',
    'Records with records in them (main_cdr, sub_cdr_1), which newer systems send, are undefined: no description tells which of them is the call.',
    'AcctId begins anew when the system is reset, so it makes a key only together with uniqueid.',
  ],
  options: z.strictObject({}),
  example: {},
  extra: {
    leg: 'plain',
    station: 'personal',
    application: 'plain',
    userfield: 'plain',
    action_type: 'plain',
    action_owner: 'personal',
  },
  reader() {
    return { initial: null, read: (state, { text }) => readText(text, state) };
  },
});

/** Patterns with several blanks in them must not see a line of nothing else. */
const LONGEST_END = 200;
/** `]}`, or `],"status":0}` */
const LIST_END = /^[\]\s]*(?:,\s*"[a-z_]{1,30}"\s*:\s*(?:"[^"]{0,100}"|[^{}[\],"\s]{0,40})\s*)*\}$/;

function readText(text: string, state: DriverState): Reading {
  const line = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  const trimmed = line.trim();
  if (trimmed === '') return ignored('blank');
  if (trimmed.startsWith('{')) return movedBy(readJson(trimmed), text.indexOf(trimmed));
  // The end of the list that a JSON answer is.
  if (trimmed.length < LONGEST_END && LIST_END.test(trimmed)) return ignored('file_end');
  const heading = headingOf(line);
  if (heading !== null) {
    const places = columns.placesIn(heading);
    const missing = columns.missing(places, ['start', 'src', 'dst', 'duration', 'billsec']);
    return missing === undefined
      ? { ...ignored('header'), state: { kind: 'heading', count: heading.length, places } }
      : undefinedLine('unknown_layout', `the heading has no column ${TABLE[missing][0]}`);
  }
  return movedBy(readRow(line, headerIn(state) ?? OF_THE_API), text.length - line.length);
}

function readRow(line: string, { count, places }: Header): Reading {
  const placeOf = (column: Column): number => Number(places[PLACES.indexOf(column)] ?? -1);
  const fields = fieldsOf(line, { count, clid: placeOf('clid'), lastdata: placeOf('lastdata') });
  if (typeof fields === 'number') {
    return fields < count
      ? undefinedLine('too_short', `${fields} columns where ${count} are known`)
      : undefinedLine('wrong_column_count', `${fields} columns where ${count} are known`);
  }
  return placed(readRecord(columns.cells(fields, places)), (column) => {
    const number = columns.numberOf(places, column);
    // Where the name or the data hold commas the fields are what joins to the line again.
    return fields.join(',') === line ? joinedPlace(fields, ',', number) : separatedPlace(line, ',', number);
  });
}

function readJson(text: string): Reading {
  if (/^\{\s*"cdr(?:_root)?"\s*:\s*\[$/.test(text)) return ignored('file_head');
  const record = parseJson(text);
  if (!isObject(record)) return undefinedLine('unknown_layout', 'the text is no JSON');
  if (isObject(record.main_cdr))
    return undefinedLine('unknown_layout', 'the record has further records in it (main_cdr)');
  return placed(
    readRecord(jsonCells(record)),
    (column) => jsonPlaces(text, TABLE[column as Column][0])[0] ?? null,
  );
}

/** Letter case differs between releases. */
function jsonCells(record: JsonObject): Cells<Column> {
  const names = new Map(Object.keys(record).map((name) => [name.toLowerCase(), name]));
  return (column) => textOf(record, names.get(TABLE[column][0].toLowerCase()) ?? '');
}

const DISPOSITIONS = new Set(['ANSWERED', 'NO ANSWER', 'BUSY', 'FAILED', 'CONGESTION', 'CANCEL', 'UNKNOWN']);

function readRecord(cell: Cells<Column>): Reading {
  const disposition = cell('disposition').toUpperCase();
  if (!DISPOSITIONS.has(disposition))
    return undefinedLine('unknown_layout', 'disposition is none of those known', 'disposition');
  const times = readTimes(cell, disposition);
  return 'kind' in times ? times : callOf(cell, times, disposition);
}

type Times = Pick<CallReading, 'started' | 'answered_at' | 'ended' | 'ring_ms' | 'duration_ms' | 'answered'>;

function readTimes(cell: Cells<Column>, disposition: string): Times | UndefinedReading {
  const started = readTime(cell('start'));
  if (started === null) return undefinedLine('bad_time', 'start is not a date and time', 'start');
  const answered = cell('answer') === '' ? null : readTime(cell('answer'));
  if (cell('answer') !== '' && answered === null)
    return undefinedLine('bad_time', 'answer is not a time', 'answer');
  const ended = cell('end') === '' ? null : readTime(cell('end'));
  if (cell('end') !== '' && ended === null) return undefinedLine('bad_time', 'end is not a time', 'end');
  const [total, talk] = [cell('duration'), cell('billsec')].map((text) =>
    /^\d{1,9}$/.test(text) ? Number(text) * 1000 : null,
  );
  if (total == null || talk == null)
    return undefinedLine(
      'bad_duration',
      'duration or billsec is not a whole number of seconds',
      total == null ? 'duration' : 'billsec',
    );
  if (talk > total + 1000) return undefinedLine('contradiction', 'billsec is longer than duration');
  return {
    started,
    answered_at: answered,
    ended,
    ring_ms: Math.max(0, total - talk),
    duration_ms: talk,
    answered: disposition === 'ANSWERED' || (answered !== null && talk > 0),
  };
}

/** `2013-12-03 11:46:40` */
function readTime(text: string): number | null {
  const found = /^(\d{4})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)$/.exec(text);
  if (found === null) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = found.slice(1).map(Number);
  return wallTime(year, month, day, hour, minute, second);
}

function callOf(cell: Cells<Column>, times: Times, disposition: string): CallReading {
  const [id, uniqueid] = [cell('id'), cell('uniqueid')];
  return {
    ...EMPTY_CALL,
    ...times,
    record_key: id === '' || uniqueid === '' ? null : `${id}/${uniqueid}`,
    call_key: cell('session') || uniqueid || null,
    clock: 'wall',
    cause: disposition,
    calling: cell('src') || null,
    called: cell('dst') || null,
    calling_extension: setOf(cell('channel'), cell('channelExtension')),
    called_extension: setOf(cell('dstchannel'), cell('dstchannelExtension')),
    calling_name: nameOf(cell),
    trunk:
      cell('sourceTrunk') ||
      cell('destinationTrunk') ||
      trunkOf(cell('channel')) ||
      trunkOf(cell('dstchannel')),
    account_code: cell('account') || null,
    extra: extraOf(cell),
  };
}

/** The extension column can name a trunk, too; the channel tells. */
function setOf(channel: string, extension: string): string | null {
  const set = /^(?:PJSIP|SIP|IAX2)\/([1-9]\d{1,5}|\*{2,6})-/.exec(channel)?.[1] ?? null;
  return extension === '' || extension === set ? set : null;
}

/** `PJSIP/trunk_1-00000003` → PJSIP/trunk_1 */
function trunkOf(channel: string): string | null {
  return /^[A-Za-z0-9]+\/trunk_\w+/.exec(channel)?.[0] ?? null;
}

/** `"pn01" <5300>` → pn01, unless it only repeats the number. */
function nameOf(cell: Cells<Column>): string | null {
  const clid = /^"*([^"]*)"* *<[^<>]*>"*$/.exec(cell('clid'))?.[1] ?? '';
  const name = (cell('callerName') || clid).trim();
  return name === '' || name === cell('src') ? null : name;
}

/** Action types such as `QUEUE[6500]`; others than these say nothing of the leg. */
const BY_ACTION: readonly (readonly [RegExp, LegPart])[] = [
  [/^(?:QUEUE|RINGGROUP)/i, 'queue'],
  [/^CONFERENCE/i, 'conference'],
  [/TRANSFER/i, 'transfer'],
  [/^(?:FOLLOWME|FORWARD|FWD)/i, 'forward'],
  [/^PARK/i, 'park'],
  [/^PICKUP/i, 'pickup'],
];

function legOf(action: string): LegPart | '' {
  return BY_ACTION.find(([words]) => words.test(action))?.[1] ?? '';
}

function extraOf(cell: Cells<Column>): CallReading['extra'] {
  const application = cell('lastapp');
  const values: Readonly<Record<string, string>> = {
    station: stationBehind(cell('dst'), setOf(cell('dstchannel'), cell('dstchannelExtension'))),
    leg: legOf(cell('actionType')) || asteriskLeg(application),
    application: application === 'Dial' ? '' : application,
    userfield: cell('userfield'),
    action_type: cell('actionType'),
    action_owner: cell('actionOwner'),
  };
  const set = Object.entries(values).filter(([, value]) => value !== '');
  return set.length === 0 ? null : Object.fromEntries(set);
}
