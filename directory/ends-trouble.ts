import type { ImportPlan } from './plan-import.ts';

/** Of fewer a share says nothing. */
const FEWEST_ENDS = 5;

/** Why an import should not go on without somebody's word; null where it may: half an export would end half of the people. */
export function endsTrouble(
  { losses }: Pick<ImportPlan, 'losses'>,
  largest_share_percent: number,
): string | null {
  const [loss] = losses.filter(
    ({ lost, of }) => lost > FEWEST_ENDS && lost * 100 > of * largest_share_percent,
  );
  if (loss === undefined) return null;
  return `it would end ${loss.lost} of ${loss.of} ${loss.what}, more than ${largest_share_percent} % at once`;
}
