import type { Framing } from '../../record/framing.ts';

export const LINE_FEED = 0x0a;
export const CARRIAGE_RETURN = 0x0d;
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
 * `before` is the byte that came before.
 */
export function behindLineEnd(bytes: Buffer, framing: Framing, before: number): number {
  if (framing === 'crlf') {
    if (before === CARRIAGE_RETURN && bytes[0] === LINE_FEED) return 1;
    const end = bytes.indexOf('\r\n');
    return end === -1 ? -1 : end + 2;
  }
  if (framing !== 'line') return bytes.indexOf(LAST_BYTE[framing]) + 1 || -1;
  const feed = bytes.indexOf(LINE_FEED);
  const carriageReturn = bytes.indexOf(CARRIAGE_RETURN);
  if (carriageReturn === -1 || (feed !== -1 && feed < carriageReturn)) return feed + 1 || -1;
  if (carriageReturn === bytes.length - 1) return -1;
  return carriageReturn + (bytes[carriageReturn + 1] === LINE_FEED ? 2 : 1);
}

/** Whether a line ends with this byte; of CR LF the CR must stand before it, of other framings nothing more is asked. */
export function endsLine(byte: number, framing: Framing, before: number): boolean {
  if (framing === 'line') return byte === LINE_FEED || byte === CARRIAGE_RETURN;
  return byte === LAST_BYTE[framing] && (framing !== 'crlf' || before === CARRIAGE_RETURN);
}
