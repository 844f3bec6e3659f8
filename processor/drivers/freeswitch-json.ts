import { z } from 'zod';
import { ignored, type Reading, undefinedLine } from '../../record/reading.ts';
import { defineDriver } from '../driver.ts';
import {
  FREESWITCH_EXTRA,
  FREESWITCH_TRAPS,
  type FreeswitchFlow,
  type FreeswitchRecord,
  readFreeswitch,
  unreadPlace,
} from '../formats/freeswitch-record.ts';
import { fieldOf, isObject, type JsonObject, jsonPlaces, parseJson, textOf } from '../formats/json-values.ts';
import { placed } from '../formats/placed.ts';
import { decodeUrlValue, postedRecord } from '../formats/url-encoded.ts';

const options = z.strictObject({
  /** The file itself cannot tell: `A+B` is a name, or a name with a blank. */
  encoded: z
    .boolean()
    .default(true)
    .describe('false when json_cdr.conf has encode-values=false, so that values stand as they are'),
});

export const freeswitchJson = defineDriver({
  name: 'freeswitch-json',
  vendor: 'FreeSWITCH',
  summary:
    'Records of mod_json_cdr, an object a channel: a file each, or many in a file. Written after its source code.',
  confirmation: 'unconfirmed',
  units: { kind: 'json' },
  traps: [
    ...FREESWITCH_TRAPS,
    'With encode-values=false set the option encoded to false: the file itself cannot tell.',
  ],
  options,
  example: { encoded: true },
  extra: FREESWITCH_EXTRA,
  reader({ encoded }) {
    return { initial: null, read: (_state, { text }) => readText(text, encoded ? decodeUrlValue : asItIs) };
  },
});

function asItIs(text: string): string {
  return text;
}

function readText(text: string, decode: (value: string) => string): Reading {
  if (text.trim() === '') return ignored('blank');
  const record = parseJson(postedRecord(text) ?? text);
  if (record === undefined) return undefinedLine('unknown_layout', 'the text is no JSON');
  if (!isObject(record) || !isObject(fieldOf(record, 'variables'))) {
    return undefinedLine('unknown_layout', 'the JSON is no object with variables');
  }
  return placed(readFreeswitch(recordOf(record, decode)), (name) =>
    unreadPlace(text, jsonPlaces(text, String(name))),
  );
}

function recordOf(record: JsonObject, decode: (value: string) => string): FreeswitchRecord {
  const variables = fieldOf(record, 'variables');
  const callflow = fieldOf(record, 'callflow');
  const flows = (Array.isArray(callflow) ? callflow : [callflow]).filter(isObject);
  return {
    switchname: decode(textOf(record, 'switchname')),
    variable: (name) => decode(textOf(variables, name)),
    flows: newestFirst(flows).map((flow) => flowOf(flow, decode)),
  };
}

/** By profile_index, which begins with 1, where all have it; as they stand where not. */
function newestFirst(flows: readonly JsonObject[]): readonly JsonObject[] {
  const index = (flow: JsonObject): number => Number(textOf(flow, 'profile_index') || Number.NaN);
  return flows.some((flow) => Number.isNaN(index(flow)))
    ? flows
    : flows.toSorted((one, other) => index(other) - index(one));
}

/** The fields of a profile stand in the callflow itself, or in a caller_profile in it. */
function flowOf(flow: JsonObject, decode: (value: string) => string): FreeswitchFlow {
  const profile = fieldOf(flow, 'caller_profile');
  const inner = isObject(profile) ? profile : flow;
  const originator = fieldOf(inner, 'originator');
  // A list in newer releases, a single one in older.
  const made = isObject(originator)
    ? (fieldOf(originator, 'originator_caller_profiles') ??
      fieldOf(originator, 'originator_caller_profile') ??
      originator)
    : undefined;
  const times = fieldOf(flow, 'times');
  return {
    profile: (name) => decode(textOf(inner, name)),
    time: (name) => textOf(times, name),
    originator: decode(textOf(Array.isArray(made) ? made[0] : made, 'uuid')),
  };
}
