/** A shape says enough when it is this long. */
const SHAPE_LENGTH = 60;

/**
 * The shape of a line without what it says: each run of digits is 9, each run of letters A, of blanks one blank, and of
 * anything that no keyboard has ?. Lines that fail for the same cause mostly have the same shape.
 */
export function lineShape(raw: string): string {
  const shape = raw
    .replace(/[0-9]+/g, '9')
    .replace(/[A-Za-z\x80-\xff]+/g, 'A')
    .replace(/[ \t]+/g, ' ')
    .replace(/[^ -~]+/g, '?')
    .replace(/([^9A])\1{2,}/g, '$1$1…');
  return shape.length > SHAPE_LENGTH ? `${shape.slice(0, SHAPE_LENGTH)}…` : shape;
}
