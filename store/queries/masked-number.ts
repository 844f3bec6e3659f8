import { type Expression, type RawBuilder, sql } from 'kysely';
import type { MaskPiece } from '../../record/number-mask.ts';

/** A column as a mask shows it, computed by the database: what is filtered, sorted, grouped and counted is what is shown. */
export function maskedNumber(
  column: Expression<number | null>,
  pieces: readonly MaskPiece[],
): RawBuilder<number | null> {
  if (pieces.length === 0) return sql`${column}`;
  const cases = pieces.map(({ from, to, modulus, low, high, drop, add }) => {
    const part = sql`(${column} % ${whole(modulus)})`;
    const wholeRange = low === 0 && high === modulus;
    const fits = wholeRange ? sql`` : sql` and ${part} >= ${whole(low)} and ${part} < ${whole(high)}`;
    const rest = drop === modulus ? sql`` : sql` + ${part} / ${whole(drop)}`;
    return sql`when ${column} >= ${whole(from)} and ${column} < ${whole(to)}${fits}
      then ${column} - ${part}${rest} + (${whole(add)})`;
  });
  return sql`case ${sql.join(cases, sql` `)} else ${column} end`;
}

/** Written out: a bound number would arrive as a fraction, and a fraction divides without rounding down. */
function whole(value: number): RawBuilder<number> {
  return sql.raw(String(value));
}
