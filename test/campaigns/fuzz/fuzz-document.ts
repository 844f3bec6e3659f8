import type { Framing } from '../../../record/framing.ts';
import type { Random } from '../crash/random.ts';
import type { FuzzTarget } from './fuzz-targets.ts';
import { mutated } from './mutations.ts';

const LINES_FROM_A_FIXTURE = 40;
const SEPARATORS: Readonly<Record<Framing, string>> = {
  line: '\n',
  lf: '\n',
  crlf: '\r\n',
  cr: '\r',
  nul: '\0',
  'stx-etx': '\x03',
};

/** A file of damaged records: pieces that, put one after the other, are its bytes (a character per byte). */
export type FuzzDocument = readonly string[];

/** Made of the fixtures of one target; now and then a line of another format is among them. */
export function fuzzDocument(
  target: FuzzTarget,
  all: readonly FuzzTarget[],
  framing: Framing,
  random: Random,
): FuzzDocument {
  const pieces: string[] = [];
  const share = random.pick([0.1, 0.5, 0.9]);
  for (let left = random.between(1, 12); left > 0; left--) {
    const text = random.pick(target.texts);
    const lines = text.match(/[^\r\n]*(?:\r\n|[\r\n]|$)/g) ?? [];
    const from = random.chance(0.8) ? 0 : random.between(0, lines.length);
    for (const line of lines.slice(from, from + LINES_FROM_A_FIXTURE)) {
      const [, body = '', end = ''] = /^([^\r\n]*)([\r\n]*)$/.exec(line) ?? [];
      const separator = framing === 'line' || random.chance(0.2) ? end : SEPARATORS[framing];
      const changed = random.chance(share) ? mutated(body, random, otherLine(target, all, random)) : body;
      if (random.chance(0.97)) pieces.push(changed + separator);
      if (random.chance(0.03)) pieces.push(changed + separator);
    }
  }
  if (random.chance(0.1)) pieces.unshift('\xef\xbb\xbf');
  if (random.chance(0.1)) pieces.push(pieces.splice(random.between(0, pieces.length), 1)[0] ?? '');
  return pieces.filter((piece) => piece !== '');
}

function otherLine(target: FuzzTarget, all: readonly FuzzTarget[], random: Random): string {
  const text = random.pick((random.chance(0.8) ? target : random.pick(all)).texts);
  const from = random.between(0, text.length);
  const start = text.lastIndexOf('\n', from) + 1;
  const end = text.indexOf('\n', from);
  return text.slice(start, end === -1 ? undefined : end).replace('\r', '');
}
