import type { Framing } from '../../record/framing.ts';

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const LAST_BYTE: Readonly<Record<Exclude<Framing, 'line'>, number>> = {
  lf: LINE_FEED,
  crlf: LINE_FEED,
  cr: CARRIAGE_RETURN,
  nul: 0x00,
  'stx-etx': 0x03,
};

/**
 * The offset behind the first line end, or -1. All that is needed to begin a new day's file between two lines; cutting
 * lines is the processor's work. A carriage return at the very end does not count: its line feed may be on the way.
 */
export function behindLineEnd(bytes: Buffer, framing: Framing): number {
  if (framing !== 'line') return bytes.indexOf(LAST_BYTE[framing]) + 1 || -1;
  const feed = bytes.indexOf(LINE_FEED);
  const carriageReturn = bytes.indexOf(CARRIAGE_RETURN);
  if (carriageReturn === -1 || (feed !== -1 && feed < carriageReturn)) return feed + 1 || -1;
  if (carriageReturn === bytes.length - 1) return -1;
  return carriageReturn + (bytes[carriageReturn + 1] === LINE_FEED ? 2 : 1);
}

/** Whether a line ends with this byte; `next` is the byte that follows, where it is known. */
export function endsLine(lastByte: number, framing: Framing, next?: number): boolean {
  if (framing !== 'line') return lastByte === LAST_BYTE[framing];
  return lastByte === LINE_FEED || (lastByte === CARRIAGE_RETURN && next !== LINE_FEED);
}
