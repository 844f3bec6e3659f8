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
import { placed } from '../formats/placed.ts';
import { decodeUrlValue, postedRecord } from '../formats/url-encoded.ts';
import {
  childOf,
  childText,
  elementPlaces,
  parseXmlElement,
  type XmlElement,
} from '../formats/xml-element.ts';

export const freeswitchXml = defineDriver({
  name: 'freeswitch-xml',
  vendor: 'FreeSWITCH',
  summary:
    'Records of mod_xml_cdr, an element cdr a channel: a file each, or many in a file. Written after its source code.',
  confirmation: 'unconfirmed',
  units: { kind: 'xml', element: 'cdr' },
  traps: [
    ...FREESWITCH_TRAPS,
    'Document types and entities of their own are refused: no record of FreeSWITCH has any.',
  ],
  options: z.strictObject({}),
  example: {},
  extra: FREESWITCH_EXTRA,
  reader() {
    return { initial: null, read: (_state, { text }) => readText(text) };
  },
});

function readText(whole: string): Reading {
  const text = whole.trim();
  if (text === '') return ignored('blank');
  const posted = postedRecord(text);
  const source = (posted ?? text).replace(/^\ufeff?\s*<\?xml[^>]*\?>\s*/, '');
  if (source === '' || /^<cdrs\b[^<>]*>$/.test(source)) return ignored('file_head');
  if (source === '</cdrs>') return ignored('file_end');
  if (!/^<cdr[\s/>]/.test(source)) return undefinedLine('unknown_layout', 'the text is no element cdr');
  const element = parseXmlElement(source);
  if (element === null) return undefinedLine('unknown_layout', 'the element cdr is no well-formed XML');
  if (childOf(element, 'variables') === undefined) {
    return undefinedLine('unknown_layout', 'the element cdr has no variables');
  }
  return placed(readFreeswitch(recordOf(element)), (name) =>
    unreadPlace(whole, elementPlaces(whole, String(name))),
  );
}

function recordOf(cdr: XmlElement): FreeswitchRecord {
  const variables = new Map<string, string>();
  for (const { name, text } of childOf(cdr, 'variables')?.children ?? []) variables.set(name, text);
  const flows = cdr.children.filter(({ name }) => name === 'callflow');
  return {
    switchname: decodeUrlValue(attribute(cdr, 'switchname')),
    variable: (name) => decodeUrlValue(variables.get(name) ?? ''),
    flows: newestFirst(flows).map(flowOf),
  };
}

function attribute({ attributes }: XmlElement, name: string): string {
  return Object.hasOwn(attributes, name) ? (attributes[name] ?? '') : '';
}

/** By profile_index, which begins with 1, where all have it; as they stand where not. */
function newestFirst(flows: readonly XmlElement[]): readonly XmlElement[] {
  const index = (flow: XmlElement): number => Number(attribute(flow, 'profile_index') || Number.NaN);
  return flows.some((flow) => Number.isNaN(index(flow)))
    ? flows
    : flows.toSorted((one, other) => index(other) - index(one));
}

function flowOf(flow: XmlElement): FreeswitchFlow {
  const profile = childOf(flow, 'caller_profile');
  const originator = childOf(profile, 'originator');
  const made = childOf(originator, 'originator_caller_profile') ?? originator;
  const times = childOf(flow, 'times');
  return {
    profile: (name) => decodeUrlValue(childText(profile, name)),
    time: (name) => childText(times, name),
    originator: decodeUrlValue(childText(made, 'uuid')),
  };
}
