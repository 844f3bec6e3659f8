/** How numbers are written: `1.234,5` has the decimal sign `,` and the thousands sign `.`. */
export interface NumberStyle {
  readonly decimal: string;
  /** Null when the format writes none. */
  readonly thousands: string | null;
}

/** Beyond fifteen digits a number is no longer exact. */
const MOST_DIGITS = 15;

/** Makes the reader of numbers in one style; null for any text that is not such a number. */
export function compileNumber({ decimal, thousands }: NumberStyle): (text: string) => number | null {
  const grouped = thousands === null ? '' : `|\\d{1,3}(?:${escaped(thousands)}\\d{3})+`;
  const shape = new RegExp(`^[+-]?(?:\\d+${grouped})(?:${escaped(decimal)}\\d+)?$`);
  return (text) => {
    if (text.length > 3 * MOST_DIGITS || !shape.test(text)) return null;
    const whole = thousands === null ? text : text.replaceAll(thousands, '');
    const plain = decimal === '.' ? whole : whole.replace(decimal, '.');
    if (plain.replace(/\D/g, '').replace(/^0+/, '').length > MOST_DIGITS) return null;
    const value = Number(plain);
    return value === 0 ? 0 : value;
  };
}

function escaped(sign: string): string {
  return sign.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}
