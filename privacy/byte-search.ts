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
  const { next, ends, isPattern } = bothTables(patternTable(traces.patterns), textTable(traces.core));
  const isSpelling = spellingTest(traces);
  return () => {
    let kept: Uint8Array = new Uint8Array(0);
    /** Of `kept`, how many bytes are searched already, and where its first one stands. */
    let [searched, offset, state] = [0, 0, 0];
    function search(bytes: Uint8Array, end: number): number[] {
      const found: number[] = [];
      // In a variable of its own: that of the search around it would be read from memory for every byte.
      let within = state;
      for (let at = searched; at < end; at++) {
        const byte = bytes[at] as number;
        within = next[(within << 8) | byte] as number;
        if (within >= ends && (isPattern[within] === 1 || (isDigit(byte) && isSpelling(bytes, at))))
          found.push(offset + at + 1);
      }
      state = within;
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

/** The state behind each byte in each state, 256 of them for each. */
type StateTable = Int32Array | Uint8Array | Uint16Array;

/**
 * A state for every pair of states that the two searches can be in at once: of each byte there is one to look up. Those in which
 * something ends are the last ones, from `ends` on; the others stand in the order in which they are reached, so that those that bytes
 * of chance reach lie side by side.
 */
function bothTables(
  patterns: { readonly next: StateTable; readonly isEnd: Uint8Array },
  text: { readonly next: StateTable; readonly last: number },
): { next: Uint16Array; ends: number; isPattern: Uint8Array } {
  const texts = text.next.length / 256;
  const behind = (pair: number, byte: number): number => {
    const [ofPatterns, ofText] = [Math.floor(pair / texts), pair % texts];
    return (patterns.next[ofPatterns * 256 + byte] ?? 0) * texts + (text.next[ofText * 256 + byte] ?? 0);
  };
  const places = new Int32Array(patterns.isEnd.length * texts).fill(-1);
  const pairs = [0];
  places[0] = 0;
  for (const pair of pairs) {
    for (let byte = 0; byte < 256; byte++) {
      const to = behind(pair, byte);
      if (places[to] === -1) places[to] = pairs.push(to) - 1;
    }
  }
  if (pairs.length > 65_536) throw new Error('more states than have numbers');
  const endsPattern = (pair: number): boolean => patterns.isEnd[Math.floor(pair / texts)] === 1;
  const isEnding = (pair: number): boolean => endsPattern(pair) || pair % texts === text.last;
  const order = [...pairs.filter((pair) => !isEnding(pair)), ...pairs.filter(isEnding)];
  for (const [place, pair] of order.entries()) places[pair] = place;
  const next = new Uint16Array(order.length * 256);
  for (const [place, pair] of order.entries()) {
    for (let byte = 0; byte < 256; byte++) next[place * 256 + byte] = places[behind(pair, byte)] ?? 0;
  }
  const isPattern = Uint8Array.from(order, (pair) => (endsPattern(pair) ? 1 : 0));
  return { next, ends: order.findIndex(isEnding), isPattern };
}

/** Aho and Corasick, and in which states a pattern ends. */
function patternTable(patterns: readonly Uint8Array[]): { next: Int32Array; isEnd: Uint8Array } {
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
  return { next, isEnd: isEnd.subarray(0, states) };
}

/**
 * How many digits of the core stand here, with marks between them. Behind these states stand those within a mark that is
 * written as `%2F`: its digits are none of the number.
 */
function textTable(core: string): { next: Uint8Array; last: number } {
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
  return { next, last: core.length };
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
