import type { NumberTraces } from './number-traces.ts';

/** Bytes kept of what was fed before, to look back at. */
const BACK = 256;
/** And those looked at ahead. */
const AHEAD = 8;

const DIGIT_0 = 48;
const PERCENT = 37;
/** Blanks and marks between digits in any encoding; a zero byte is half a sign of UTF-16. */
const BETWEEN = new Set([0, ...[...' \t\r\n()./-_'].map((sign) => sign.charCodeAt(0))]);
/** Further ones in UTF-8: a blank that does not break, a thin one, dashes. */
const BETWEEN_UTF8 = [0xc2, 0xa0, 0xe2, 0x80, 0xaf, 0x89, 0x90, 0x91, 0x92, 0x93];
for (const byte of BETWEEN_UTF8) BETWEEN.add(byte);
const MARK = '(?:%2[0-9A-Fa-f]|[\\s()./_\\-\\xa0\\xc2\\xe2\\x80\\xaf\\x89-\\x93\\x00]){0,8}';

/** Searches bytes that come piece by piece, in one pass, for all traces of a number. */
export interface ByteSearch {
  /** Where a trace ends in what was fed so far. */
  feed(bytes: Uint8Array): number[];
  end(): number[];
}

export function createByteSearch(traces: NumberTraces): () => ByteSearch {
  const patterns = patternTable(traces.patterns);
  const text = textTable(traces.core);
  const isSpelling = spellingTest(traces);
  const { length } = traces.core;
  return () => {
    let kept: Uint8Array = new Uint8Array(0);
    /** Of `kept`, how many bytes are searched already, and where its first one stands. */
    let [searched, offset, pattern, digits] = [0, 0, 0, 0];
    function search(bytes: Uint8Array, end: number): number[] {
      const found: number[] = [];
      const { next, ends } = patterns;
      // In variables of its own: those of the search around it would be read from memory for every byte.
      let [ofPatterns, ofText] = [pattern, digits];
      for (let at = searched; at < end; at++) {
        const byte = bytes[at] as number;
        ofPatterns = next[(ofPatterns << 8) | byte] as number;
        ofText = text[(ofText << 8) | byte] as number;
        if (ofPatterns >= ends || (ofText === length && isDigit(byte) && isSpelling(bytes, at)))
          found.push(offset + at + 1);
      }
      [pattern, digits] = [ofPatterns, ofText];
      return found;
    }
    function advance(fresh: Uint8Array, last: boolean): number[] {
      const bytes = new Uint8Array(kept.length + fresh.length);
      bytes.set(kept);
      bytes.set(fresh, kept.length);
      const end = last ? bytes.length : Math.max(searched, bytes.length - AHEAD);
      const found = search(bytes, end);
      const from = Math.max(0, end - BACK);
      kept = bytes.slice(from);
      searched = end - from;
      offset += from;
      return found;
    }
    return { feed: (bytes) => advance(bytes, false), end: () => advance(new Uint8Array(0), true) };
  };
}

const isDigit = (byte: number): boolean => byte >= DIGIT_0 && byte <= DIGIT_0 + 9;

/**
 * Aho and Corasick: the state behind each byte in each state. Those in which a pattern ends are the last ones, from `ends` on;
 * the others stand in the order of their depth, so that those that bytes of chance reach lie side by side.
 */
function patternTable(patterns: readonly Uint8Array[]): { next: Uint16Array; ends: number } {
  const most = patterns.reduce((sum, { length }) => sum + length, 1);
  const next = new Int32Array(most * 256).fill(-1);
  const isEnd = new Uint8Array(most);
  let states = 1;
  for (const pattern of patterns) {
    let state = 0;
    for (const byte of pattern) {
      const known = next[state * 256 + byte] ?? -1;
      if (known === -1) next[state * 256 + byte] = states++;
      state = next[state * 256 + byte] ?? 0;
    }
    isEnd[state] = 1;
  }
  const back = new Int32Array(states);
  const queue = [0];
  for (const state of queue) {
    for (let byte = 0; byte < 256; byte++) {
      const to = next[state * 256 + byte] ?? -1;
      const shorter = state === 0 ? 0 : (next[(back[state] ?? 0) * 256 + byte] ?? 0);
      if (to === -1) {
        next[state * 256 + byte] = shorter;
        continue;
      }
      back[to] = shorter;
      if (isEnd[shorter] === 1) isEnd[to] = 1;
      queue.push(to);
    }
  }
  const within = queue.filter((state) => isEnd[state] === 0);
  const ending = queue.filter((state) => isEnd[state] === 1);
  return inOrder(next, [...within, ...ending], within.length);
}

/** The same states in another order. */
function inOrder(
  next: Int32Array,
  order: readonly number[],
  ends: number,
): { next: Uint16Array; ends: number } {
  if (order.length > 65_536) throw new Error('more states than have numbers');
  const places = new Uint16Array(order.length);
  for (const [place, state] of order.entries()) places[state] = place;
  const ordered = new Uint16Array(order.length * 256);
  for (const [place, state] of order.entries()) {
    for (let byte = 0; byte < 256; byte++)
      ordered[place * 256 + byte] = places[next[state * 256 + byte] ?? 0] ?? 0;
  }
  return { next: ordered, ends };
}

/**
 * How many digits of the core stand here, with marks between them. Behind these states stand those within a mark that is
 * written as `%2F`: its digits are none of the number.
 */
function textTable(core: string): Uint8Array {
  const length = core.length + 1;
  const next = new Uint8Array(3 * length * 256);
  const digits = [...core].map(Number);
  const step = (state: number, digit: number): number => {
    let kept = state === digits.length ? backOf(digits, state) : state;
    while (kept > 0 && digits[kept] !== digit) kept = backOf(digits, kept);
    return digits[kept] === digit ? kept + 1 : 0;
  };
  for (let state = 0; state < length; state++) {
    const [percent, two] = [length + state, 2 * length + state];
    for (const byte of BETWEEN) next[state * 256 + byte] = state;
    if (state > 0) next[state * 256 + PERCENT] = percent;
    next[percent * 256 + DIGIT_0 + 2] = two;
    for (let digit = 0; digit < 10; digit++) {
      next[state * 256 + DIGIT_0 + digit] = step(state, digit);
      if (digit !== 2) next[percent * 256 + DIGIT_0 + digit] = step(0, digit);
      next[two * 256 + DIGIT_0 + digit] = [0, 8, 9].includes(digit) ? state : step(step(0, 2), digit);
    }
    for (const sign of 'BDEFbdef') next[two * 256 + sign.charCodeAt(0)] = state;
  }
  return next;
}

/** The longest beginning of the digits that these first ones end with, but for all of them. */
function backOf(digits: readonly number[], count: number): number {
  for (let length = count - 1; length > 0; length--) {
    if (digits.slice(0, length).every((digit, place) => digit === digits[count - length + place]))
      return length;
  }
  return 0;
}

/** Whether the digits that end here are a spelling, and no part of a longer number. */
function spellingTest({ core, before }: NumberTraces): (bytes: Uint8Array, end: number) => boolean {
  const spelt = (digits: string): string => [...digits].join(MARK);
  const prefixes = before.map((digits) => (digits === '' ? '' : `${spelt(digits)}${MARK}`));
  const spelling = new RegExp(`(?:^|[^0-9])(?:${prefixes.join('|')})${spelt(core)}$`);
  return (bytes, end) => {
    const zeros = bytes[end - 1] === 0 ? 1 : 0;
    if (isDigit(bytes[end + 1 + zeros] ?? 0) && (zeros === 0 || bytes[end + 1] === 0)) return false;
    const seen = String.fromCharCode(...bytes.subarray(Math.max(0, end - BACK + AHEAD), end + 1));
    return spelling.test(zeros === 1 ? seen.replaceAll('\0', '') : seen);
  };
}
