import type { Random } from '../crash/random.ts';

/** Changes one line (a character per byte) in one way; `other` is a line of the same or another format. */
type Mutation = (line: string, random: Random, other: string) => string;

const TELLING_BYTES = '\0\x01\t\n\r\x1a "\'(),-./0123456789:;<=>?[\\]{|}*#+%&~\x7f\x80\xa0\xff';
/** A character cut in its middle, bytes that are never UTF-8, a surrogate, one too large, one written too long, a mark. */
const BROKEN_UTF8 = [
  '\xc3',
  '\xe2\x82',
  '\xff\xfe',
  '\xed\xa0\x80',
  '\xf4\x90\x80\x80',
  '\xc0\xaf',
  '\xef\xbb\xbf',
];
const utf8 = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');
const UNUSUAL_NUMBERS = [
  ...['٣٤٥', '１２３', '²³', '𝟙𝟚', '፩', '൧'].map(utf8),
  ...['-0', '+5', '1e5', '1e999', '0x10', '0b11', '1_000', '1,5', '.5', '5.', 'NaN', 'Infinity', ' 7', ''],
  ...[
    '99999999999999999999',
    '9007199254740993',
    '000000000000000000001',
    '-1',
    '60',
    '24',
    '2400',
    '99',
    '00',
  ],
  ...[
    '0000-00-00',
    '1970-01-01',
    '2038-01-19',
    '9999-12-31',
    '275760',
    '19700101000000',
    '31/02/2026',
    '12:60:60',
  ],
];
/** Names that every object of the language has. */
const HEREDITARY = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf', '__defineGetter__'];
const LONG_PIECES = [
  ' ',
  '0',
  '9',
  'a',
  '"',
  '""',
  ',',
  ';',
  '|',
  '\t',
  '\\',
  '<',
  '>',
  '{',
  '[',
  '(',
  '%41',
  '&amp;',
  'a,',
  ' ,',
  '"a",',
  '\0',
  '\xc3\xa9',
  ': ',
  '=',
  '*',
  '0 ',
];
const NESTS: readonly (readonly [string, string])[] = [
  ['{"a":', '}'],
  ['[', ']'],
  ['{"variables":{', '}}'],
  ['<a>', '</a>'],
  ['<cdr>', '</cdr>'],
  ['<variables>', '</variables>'],
  ['"', '"'],
  ['(', ')'],
  ['\\"', '\\"'],
];
const SEPARATORS = [',', ';', '\t', '|', ' ', '"', ':', '='];

function placeIn(line: string, random: Random): number {
  return random.between(0, line.length);
}

function putIn(line: string, at: number, piece: string, instead = 0): string {
  return line.slice(0, at) + piece + line.slice(at + instead);
}

/** Most long runs are short enough that millions of lines are tried in minutes, some as long as a line may be. */
function lengthOfRun(random: Random): number {
  return random.chance(0.9) ? random.between(20, 2000) : random.between(2000, 70_000);
}

function inFields(line: string, random: Random, change: (fields: string[]) => void): string {
  const present = SEPARATORS.filter((separator) => line.includes(separator));
  if (present.length === 0) return line + line;
  const separator = random.pick(present);
  const fields = line.split(separator);
  change(fields);
  return fields.join(separator);
}

const byteFlipped: Mutation = (line, random) => {
  if (line === '') return String.fromCharCode(random.between(0, 255));
  const at = random.between(0, line.length - 1);
  return putIn(line, at, String.fromCharCode(line.charCodeAt(at) ^ (1 << random.between(0, 7))), 1);
};
const bytePut: Mutation = (line, random) =>
  putIn(line, placeIn(line, random), random.pick([...TELLING_BYTES]), random.between(0, 1));
const cut: Mutation = (line, random) => {
  const [from, to] = [placeIn(line, random), placeIn(line, random)];
  if (random.chance(0.5)) return line.slice(0, from);
  return random.chance(0.5) ? line.slice(from) : putIn(line, Math.min(from, to), '', Math.abs(to - from));
};
const spliced: Mutation = (line, random, other) => {
  const share = random.next();
  return random.chance(0.5)
    ? line.slice(0, Math.floor(line.length * share)) + other.slice(Math.floor(other.length * share))
    : putIn(line, placeIn(line, random), other.slice(placeIn(other, random)));
};
const fieldRepeated: Mutation = (line, random) =>
  inFields(line, random, (fields) => {
    const at = random.between(0, fields.length - 1);
    const times = random.chance(0.9) ? random.between(1, 8) : random.between(9, 400);
    fields.splice(at, 0, ...Array<string>(times).fill(fields[at] ?? ''));
  });
const fieldsMoved: Mutation = (line, random) =>
  inFields(line, random, (fields) => {
    const [moved = ''] = fields.splice(random.between(0, fields.length - 1), 1);
    if (random.chance(0.7)) fields.splice(random.between(0, fields.length), 0, moved);
  });
const fieldEmptied: Mutation = (line, random) =>
  inFields(line, random, (fields) => {
    fields[random.between(0, fields.length - 1)] = random.pick(['', ' ', '""', '-', 'NULL', '(null)', '?']);
  });
const madeLong: Mutation = (line, random) => {
  const piece = random.chance(0.8) ? random.pick(LONG_PIECES) : line.slice(0, 40) || 'x';
  return putIn(line, placeIn(line, random), piece.repeat(Math.ceil(lengthOfRun(random) / piece.length)));
};
const nulPut: Mutation = (line, random) =>
  putIn(line, placeIn(line, random), '\0'.repeat(random.pick([1, 1, 2, 9, 40])));
const utf8Broken: Mutation = (line, random) => putIn(line, placeIn(line, random), random.pick(BROKEN_UTF8));
const numberReplaced: Mutation = (line, random) => {
  const runs = [...line.matchAll(/\d+/g)];
  if (runs.length === 0) return line + random.pick(UNUSUAL_NUMBERS);
  const run = random.pick(runs);
  return putIn(line, run.index, random.pick(UNUSUAL_NUMBERS), run[0].length);
};
const digitsChanged: Mutation = (line, random) =>
  line.replace(/\d/g, (digit) => (random.chance(0.2) ? String(random.between(0, 9)) : digit));
const wordReplaced: Mutation = (line, random) => {
  const words = [...line.matchAll(/[A-Za-z_]{2,}/g)];
  if (words.length === 0) return line + random.pick(HEREDITARY);
  const word = random.pick(words);
  const other = random.chance(0.6) ? random.pick(HEREDITARY) : random.pick(words)[0];
  return putIn(line, word.index, other, word[0].length);
};
const nested: Mutation = (line, random) => {
  const [open, close] = random.pick(NESTS);
  const deep = random.chance(0.9) ? random.between(2, 200) : random.between(200, 12_000);
  const closed = random.chance(0.5) ? close.repeat(deep) : '';
  const [from, to] = [placeIn(line, random), placeIn(line, random)].sort((a, b) => a - b) as [number, number];
  return line.slice(0, from) + open.repeat(deep) + line.slice(from, to) + closed + line.slice(to);
};
const lineBroken: Mutation = (line, random) =>
  putIn(line, placeIn(line, random), random.pick(['\n', '\r', '\r\n', '\n\n', '\x02', '\x03', '\x0c']));
const blanked: Mutation = (line, random) =>
  random.chance(0.5)
    ? `\x7f${random.pick([...'XUERZ*'])}`.padEnd(Math.max(2, line.length), '\x7f')
    : line.replace(/\d{4,}/, (digits) => '*'.repeat(digits.length));

const MUTATIONS: readonly Mutation[] = [
  ...[byteFlipped, bytePut, cut, spliced, fieldRepeated, fieldsMoved, fieldEmptied, madeLong, nulPut],
  ...[utf8Broken, numberReplaced, digitsChanged, wordReplaced, nested, lineBroken, blanked],
];

export function mutated(line: string, random: Random, other: string): string {
  let changed = line;
  for (let left = random.pick([1, 1, 1, 2, 3, 5]); left > 0; left--)
    changed = random.pick(MUTATIONS)(changed, random, other);
  return changed;
}
