import { DIGITS, EXTENSION, HIDDEN, KIND, VISIBLE } from '../record/number.ts';
import type { MaskPiece } from '../record/number-mask.ts';

/** Which digits of a number are hidden: none, its last ones, all behind its first ones, or all. */
export type NumberMask =
  | { readonly hide: 'nothing' }
  | { readonly hide: 'last'; readonly digits: number }
  | { readonly hide: 'behind'; readonly digits: number }
  | { readonly hide: 'all' };

/** Extensions of up to so many digits are hidden as a whole: of a few digits, hiding some hides nothing. */
const SHORT_EXTENSION = 5;
/** One star at the end of digits is a feature code. */
const FEWEST_HIDDEN = 2;
/** Stands for a text that is no number, whose length would tell. */
const TEXT_STARS = 3;
const MOST_DIGITS = 15;

/**
 * The mask as a table (record/number-mask.ts), by which numbers are masked at rest and on display. Length and first digits
 * stay. Equal numbers come out whatever the hidden digits were, so that sorting, grouping and searching by them tells
 * nothing of those; masking what is masked already never shows more.
 */
export function maskPieces(mask: NumberMask): readonly MaskPiece[] {
  if (mask.hide === 'nothing') return [];
  return [
    ...withPlus(mask, 0),
    ...extensions(mask),
    ...digitsAsSent(mask),
    ...withPlus(mask, 3),
    TEXT,
    ...hidden(mask),
  ];
}

/** How many of so many digits the mask hides. */
function hiddenOf(digits: number, mask: NumberMask): number {
  if (mask.hide === 'nothing') return 0;
  if (mask.hide === 'all') return digits;
  const wanted = mask.hide === 'last' ? mask.digits : digits - mask.digits;
  return Math.min(digits, Math.max(wanted, FEWEST_HIDDEN));
}

const upTo = (count: number): number[] => Array.from({ length: count }, (_, place) => place + 1);

/** Kinds 0 and 3: the digits have no zero in front, so their range tells how many they are. */
function withPlus(mask: NumberMask, kind: number): MaskPiece[] {
  return upTo(MOST_DIGITS).map((digits) => {
    const hide = hiddenOf(digits, mask);
    return {
      ...{ from: kind * KIND, to: (kind + 1) * KIND, modulus: KIND },
      ...{ low: 10 ** (digits - 1), high: 10 ** digits, drop: 10 ** hide },
      add: (5 - kind) * KIND + hide * HIDDEN,
    };
  });
}

/** Kinds that say how many digits they are: all of a piece are of one length. */
function ofLength(from: number, unit: number, digits: number, hide: number): MaskPiece {
  return {
    ...{ from, to: from + unit, modulus: unit, low: 0, high: unit, drop: 10 ** hide },
    add: 7 * KIND + hide * HIDDEN + (digits - hide) * VISIBLE - from,
  };
}

function extensions(mask: NumberMask): MaskPiece[] {
  return upTo(12).map((digits) => {
    const hide = digits <= SHORT_EXTENSION ? digits : hiddenOf(digits, mask);
    return ofLength(KIND + digits * EXTENSION, EXTENSION, digits, hide);
  });
}

function digitsAsSent(mask: NumberMask): MaskPiece[] {
  return upTo(13).map((digits) =>
    ofLength(2 * KIND + digits * DIGITS, DIGITS, digits, hiddenOf(digits, mask)),
  );
}

const TEXT: MaskPiece = {
  ...{ from: 4 * KIND, to: 5 * KIND, modulus: KIND, low: 0, high: KIND, drop: KIND },
  add: 3 * KIND + TEXT_STARS * HIDDEN,
};

/** So many hidden digits are as good as no number at all; with more of them the whole number would have no room. */
const MANY_HIDDEN = 80;

/** Numbers of which digits are hidden already lose as many more as the mask asks for. */
function hidden(mask: NumberMask): MaskPiece[] {
  const pieces: MaskPiece[] = [];
  for (const shown of upTo(13)) {
    for (let already = 1; already < MANY_HIDDEN; ) {
      const more = hiddenOf(shown + already, mask) - already;
      let next = already + 1;
      while (next < MANY_HIDDEN && hiddenOf(shown + next, mask) - next === more) next += 1;
      if (more > 0) pieces.push(...losing(more, shown, already, next));
      already = next;
    }
  }
  for (const kind of [5, 7]) {
    const [from, to] = [kind * KIND + MANY_HIDDEN * HIDDEN, (kind + 1) * KIND];
    pieces.push({ from, to, modulus: HIDDEN, low: 0, high: HIDDEN, drop: HIDDEN, add: 0 });
  }
  return pieces;
}

/** Of numbers with `shown` digits and from `already` to below `next` hidden ones, so many more are hidden. */
function losing(more: number, shown: number, already: number, next: number): MaskPiece[] {
  const range = (kind: number) => ({
    ...{ from: kind * KIND + already * HIDDEN, to: kind * KIND + next * HIDDEN, modulus: HIDDEN },
    drop: 10 ** more,
  });
  const withPlusSign = { ...range(5), low: 10 ** (shown - 1), high: 10 ** shown, add: more * HIDDEN };
  if (shown > 11) return [withPlusSign];
  // Their length stands before the digits, so it is divided with them and put right.
  const length = shown * VISIBLE;
  const add = more * HIDDEN + (shown - more) * VISIBLE - length / 10 ** more;
  return [withPlusSign, { ...range(7), low: length, high: length + VISIBLE, add }];
}
