import { z } from 'zod';
import { type DriverState, ignored, type Reading, undefinedLine } from '../../record/reading.ts';
import { defineDriver } from '../driver.ts';
import { CUCM_FILE_NUMBERS } from '../formats/cucm-file-name.ts';
import { isTypeLine, openCucmLine } from '../formats/cucm-lines.ts';
import {
  isQualityRecord,
  qualityHeader,
  readBareQuality,
  readQualityUnder,
} from '../formats/cucm-quality.ts';
import { headerIn } from '../formats/named-columns.ts';
import { placedInFields } from '../formats/separated-values.ts';

const options = z.strictObject({
  calls_of: z
    .string()
    .min(1)
    .nullable()
    .default(null)
    .describe('the source that brings the calls of this cluster; left out, it is this one'),
});

/** For quality records that come by a source of their own; where calls and quality come together, cisco-cucm reads both. */
export const ciscoCmr = defineDriver({
  name: 'cisco-cmr',
  vendor: 'Cisco',
  summary: 'CMR flat files of Unified Communications Manager: the quality of each leg, joined to its call.',
  confirmation: 'confirmed',
  file_numbers: CUCM_FILE_NUMBERS,
  traps: [
    'It makes no calls: each record is ignored as quality_record, and shown with the call it belongs to.',
    'Name the source that brings the calls in calls_of; without it, calls and quality are taken to come by the same source.',
    'A leg has a record only where its device sends one: gateways and trunks often do not.',
    'MLQK is a score that only some telephones compute; where it is missing or 0 there is none.',
    'Call diagnostics are off by default: Call Diagnostics Enabled, among the service parameters, switches them on.',
  ],
  options,
  example: {},
  extra: {},
  reader({ calls_of }) {
    return {
      initial: null,
      read: (state, { text }) => placedInFields(readLine(state, text, calls_of), text, ',', Number),
    };
  },
});

function readLine(state: DriverState, text: string, callsOf: string | null): Reading {
  const line = openCucmLine(text);
  if (line.kind === 'settled') return line.reading;
  const { fields } = line;
  if (line.names) {
    const header = qualityHeader(fields);
    if (header !== null) return { ...ignored('header'), state: header };
    if (isTypeLine(fields)) return ignored('type_line');
  }
  const header = headerIn(state);
  if (header !== null) return readQualityUnder(header, fields, callsOf);
  if (isQualityRecord(fields)) return readBareQuality(fields, callsOf);
  return /^\d+$/.test(fields[0] ?? '') && fields[0] !== '2'
    ? undefinedLine('unknown_record_type', 'a record that is no CMR', 0)
    : undefinedLine('no_header', 'no header names the columns of this record');
}
