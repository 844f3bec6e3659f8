import type { TextPlace } from '../../record/reading.ts';

/**
 * Where characters of a decoded line stand in its whole text, of which decoding deleted the control characters and a byte
 * order mark. Null where the two do not go together, because a control character stood within another one.
 */
export function placeInWhole(whole: string, text: string, { from, to }: TextPlace): TextPlace | null {
  const places: number[] = [];
  // From the end: what was deleted before it is no character of the text, but the byte order mark may be one.
  let at = whole.length;
  for (const unit of text.split('').reverse()) {
    at = at === 0 ? -1 : whole.lastIndexOf(unit, at - 1);
    if (at === -1) return null;
    places.unshift(at);
  }
  const first = places[from] ?? whole.length;
  return { from: first, to: to > from ? (places[to - 1] ?? whole.length - 1) + 1 : first };
}
