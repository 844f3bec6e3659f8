import { z } from 'zod';
import type { Direction } from '../../record/call.ts';
import {
  type CallReading,
  EMPTY_CALL,
  ignored,
  type Line,
  type Reading,
  type TextPlace,
  undefinedLine,
} from '../../record/reading.ts';
import { defineDriver } from '../driver.ts';
import {
  type FixedFields,
  type FixedLayout,
  fieldsAt,
  filledOnly,
  spanPlace,
} from '../formats/fixed-columns.ts';
import { flexibleParts, partPlace, physicalParty, telephoneNumber } from '../formats/neax-flexible.ts';
import { type NeaxTimes, readFlexibleTimes, readNormalTimes } from '../formats/neax-times.ts';
import { placed } from '../formats/placed.ts';

export const necNeax = defineDriver({
  name: 'nec-neax',
  vendor: 'NEC',
  summary:
    'SMDR of NEAX 2000, 2400 and 7400, SV8300, SV8500, SV9300 and SV9500: normal, extended and flexible records.',
  confirmation: 'confirmed',
  traps: [
    'Some systems leave the year blank: then it is the latest that puts the end not more than two days after its arrival.',
    'There is no ring time and no mark of an answer: the talk is the time from start to end, and answered is unknown.',
    'The systems send records over the network only when they are polled and acknowledged; this driver reads what a recorder or a serial line gives.',
    'Extended and flexible records are read by the columns of a public program; which of KH, KI, KJ and of KK, KL, KM is outgoing, incoming and internal is inferred from their order.',
    'Of flexible records, the alternate routes, conditions C and D and the time a trunk call was received are not read.',
    'No call id: a transferred call shows only in its condition codes, its records are not linked.',
    'When the buffer of the system is full, new calls are lost without a trace.',
    'Authorization codes are secrets and not read.',
    'Text reports of SL1100, SL2100, SV8100 and SV9100 are another format.',
  ],
  options: z.strictObject({}),
  example: {},
  extra: {
    leg: 'plain',
    record_type: 'plain',
    calling_kind: 'plain',
    tenant: 'plain',
    conditions: 'plain',
    route_used: 'plain',
    first_route: 'plain',
    metering: 'plain',
    office_code: 'plain',
    charge: 'plain',
    charge_unit: 'plain',
    department: 'plain',
    converted_number: 'personal',
    clip_presentation: 'plain',
  },
  reader() {
    return {
      initial: null,
      read: (_state, line) => placed(readLine(line), (name) => placeIn(line.text, String(name))),
    };
  },
});

type Name =
  | ('type' | 'route' | 'trunk' | 'kind' | 'tenant' | 'station' | 'start' | 'end' | 'account')
  | ('tenant_long' | 'conditions' | 'route_used' | 'first_route' | 'dialled' | 'metering' | 'clip')
  | ('office' | 'start_year' | 'end_year' | 'charge_unit' | 'charge' | 'clip_long');
type Fields = FixedFields<Name>;

/** Columns of a record that begins with `0!`; the mark before it (STX) goes with the other control characters. */
const NORMAL: FixedLayout<Name> = {
  type: [3, 4],
  route: [5, 7],
  trunk: [8, 10],
  kind: [11, 11],
  tenant: [12, 13],
  station: [14, 19],
  start: [20, 29],
  end: [30, 39],
  account: [40, 49],
  tenant_long: [50, 52],
  conditions: [53, 55],
  route_used: [56, 58],
  first_route: [59, 61],
  dialled: [62, 93],
  metering: [94, 97],
  clip: [98, 115],
  office: [98, 105],
  start_year: [116, 117],
  end_year: [118, 119],
  charge_unit: [120, 120],
  charge: [121, 126],
  // Only extended records go on.
  clip_long: [133, 164],
};

/** Of a flexible record the parts go by their numbers. */
function placeIn(text: string, name: string): TextPlace | null {
  const line = text.trim();
  const before = text.indexOf(line);
  if (/^\d/.test(name)) return partPlace(text, before + 4, name);
  return spanPlace(text, NORMAL[name as Name] ?? NORMAL.type, before);
}

type Kind = 'normal' | 'extended' | 'flexible';
const TYPES: Readonly<Record<string, readonly [Kind, Direction] | undefined>> = {
  KA: ['normal', 'outgoing'],
  KE: ['normal', 'incoming'],
  KB: ['normal', 'internal'],
  KH: ['extended', 'outgoing'],
  KI: ['extended', 'incoming'],
  KJ: ['extended', 'internal'],
  KK: ['flexible', 'outgoing'],
  KL: ['flexible', 'incoming'],
  KM: ['flexible', 'internal'],
};

function readLine({ text, received_at }: Line): Reading {
  const line = text.trim();
  if (line === '') return ignored('blank');
  if (!line.startsWith('0!')) {
    return undefinedLine('unknown_layout', 'the line does not begin with 0! as records do');
  }
  const type = line.slice(2, 4);
  const known = TYPES[type];
  if (known === undefined) {
    return type.length < 2
      ? undefinedLine('too_short', 'the line ends before its record type')
      : undefinedLine('unknown_record_type', 'the record type is none that is known', 'type');
  }
  const [kind, direction] = known;
  if (kind === 'flexible') return readFlexible(line, type, direction);
  // The year may be blank and trailing blanks lost, but the condition codes and routes always stand.
  if (line.length < NORMAL.first_route[1])
    return undefinedLine('too_short', 'the line ends before column 61 (first route)');
  const fields = fieldsAt(line, NORMAL);
  const shifted = shiftedField(fields);
  if (shifted !== null)
    return undefinedLine(
      'unknown_layout',
      `${shifted.what} does not fit, so the columns are shifted`,
      shifted.field,
    );
  const times = readNormalTimes(fields, received_at);
  if ('kind' in times) return times;
  return { ...normalCall(fields, direction, kind), ...times };
}

/** Records have no blanks between their fields; digits where digits must be are all that shows a shift. */
function shiftedField(fields: Fields): { readonly field: Name; readonly what: string } | null {
  if (!/^\d{0,3}$/.test(fields.route)) return { field: 'route', what: 'route or trunk' };
  if (!/^\d{0,3}$/.test(fields.trunk)) return { field: 'trunk', what: 'route or trunk' };
  if (!/^[0-3]$/.test(fields.kind)) return { field: 'kind', what: 'the kind of the calling party' };
  if (/ /.test(fields.station)) return { field: 'station', what: 'the station' };
  return /^[ \d]{0,3}$/.test(fields.conditions) ? null : { field: 'conditions', what: 'a condition code' };
}

function normalCall(
  fields: Fields,
  sent: Direction,
  kind: Kind,
): Omit<CallReading, 'started' | 'ended' | 'completed_time'> {
  const incoming = sent === 'incoming';
  const fromTrunk = !incoming && fields.kind === '2';
  const direction = fromTrunk ? 'transit' : sent;
  const station = fromTrunk ? null : fields.station || null;
  const dialled = fields.dialled || null;
  const clip = (kind === 'extended' ? fields.clip_long : '') || (incoming ? fields.clip : '') || null;
  const trunk = sent === 'internal' ? '' : `${fields.route}/${fields.trunk}`;
  return {
    ...EMPTY_CALL,
    clock: 'wall',
    duration_since: 'started',
    direction,
    calling: incoming ? clip : station,
    called: incoming ? station : dialled,
    dialled: incoming ? dialled : null,
    calling_extension: incoming ? null : station,
    called_extension: incoming ? station : sent === 'internal' ? dialled : null,
    trunk: trunk.length > 1 ? trunk : null,
    account_code: fields.account || null,
    extra: filledOnly({
      leg: /^[1-9]/.test(fields.conditions) ? 'transfer' : '',
      record_type: fields.type,
      calling_kind: fields.kind === '0' ? '' : fields.kind,
      tenant: fields.tenant_long || fields.tenant,
      conditions: fields.conditions === '000' ? '' : fields.conditions,
      route_used: fields.route_used === '000' ? '' : fields.route_used,
      first_route: fields.first_route === '000' ? '' : fields.first_route,
      metering: /^0*$/.test(fields.metering) ? '' : fields.metering,
      office_code: sent === 'outgoing' ? fields.office : '',
      charge: fields.charge,
      charge_unit: fields.charge_unit === '0' ? '' : fields.charge_unit,
    }),
  };
}

function readFlexible(line: string, type: string, sent: Direction): Reading {
  const parts = flexibleParts(line.slice(4));
  if (parts === null)
    return undefinedLine('too_short', 'the lengths of the parts do not lead to the end of the record');
  const times: NeaxTimes | Reading = readFlexibleTimes(parts.get('06') ?? '');
  if ('kind' in times) return times;
  return { ...flexibleCall(parts, type, sent), ...times };
}

function flexibleCall(
  parts: ReadonlyMap<string, string>,
  type: string,
  sent: Direction,
): Omit<CallReading, 'started' | 'ended' | 'completed_time'> {
  const part = (kind: string): string => parts.get(kind)?.trim() ?? '';
  const incoming = sent === 'incoming';
  const from = physicalParty(parts.get('02'));
  const to = physicalParty(parts.get('04'));
  const trunk = parts.get('01');
  const clip = part('16').slice(1);
  const own = telephoneNumber(parts.get('03')) || from.station;
  const reached = telephoneNumber(parts.get('05')) || to.station;
  return {
    ...EMPTY_CALL,
    clock: 'wall',
    duration_since: 'started',
    direction: sent === 'outgoing' && from.id === '2' ? 'transit' : sent,
    calling: (incoming ? clip : own) || null,
    called: (incoming || sent === 'internal' ? reached : part('10')) || null,
    dialled: sent === 'outgoing' ? null : part('10') || null,
    calling_extension: incoming ? null : from.station || null,
    called_extension: sent === 'outgoing' ? null : to.station || null,
    trunk: trunk === undefined ? from.trunk || to.trunk || null : `${trunk.slice(3, 6)}/${trunk.slice(6, 9)}`,
    account_code: part('07') || null,
    extra: filledOnly({
      record_type: type,
      calling_kind: from.id === '0' ? '' : from.id,
      conditions: /^0*$/.test(part('08')) ? '' : part('08'),
      office_code: part('11'),
      department: part('15'),
      converted_number: part('17'),
      clip_presentation: part('16').charAt(0),
    }),
  };
}
