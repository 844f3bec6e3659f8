/** Ids of one day of first reading lie in one block of this size. */
export const IDS_A_DAY = 2 ** 32;

/**
 * The first id of a line that may have come on a local day or later: that of the UTC day before, because clocks of zones are ahead
 * of UTC by up to fourteen hours.
 */
export function firstIdOf(day: number): number {
  return Math.max(day - 1, 0) * IDS_A_DAY;
}
