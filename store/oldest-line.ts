/** Of a row of `chunk`, the first day of its lines from this one on, as SQL: those of calls, duplicates and quality records. */
export function oldestDayFrom(day: string | null): string {
  const inChunk = (table: string): string =>
    `${table}.intake = chunk.intake and ${table}.offset >= chunk.first_offset and ${table}.offset < chunk.end_offset`;
  const since = (table: string): string => (day === null ? '' : ` and ${table}.day >= ${day}`);
  return `nullif(min(
    coalesce((select min(call.day) from call where ${inChunk('call')}${since('call')}), ${NEVER}),
    coalesce((select min(call.day) from duplicate join call on call.id = duplicate.call
      where ${inChunk('duplicate')}${since('call')}), ${NEVER}),
    coalesce((select min(quality.day) from quality where ${inChunk('quality')}${since('quality')}), ${NEVER})
  ), ${NEVER})`;
}

const NEVER = 1e9;

/** The same of all its lines. */
export const OLDEST_DAY: string = oldestDayFrom(null);
