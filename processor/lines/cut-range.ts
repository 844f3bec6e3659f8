import type { BlockEnd, CutRules, CutState, Unit } from './cut.ts';
import { cutUnits } from './cut-units.ts';

/** A range of bytes offered block by block, and what is done with the lines in it. */
export interface RangeCut {
  readonly from: number;
  readonly cut: CutState;
  readonly rules: CutRules;
  /** The block that begins at an offset (a character per byte) and what follows it; null ends the range. */
  readonly next: (offset: number) => Promise<{ block: string; end: BlockEnd } | null>;
  /** Told before the lines of each block. */
  readonly begin: (block: string) => void;
  readonly take: (unit: Unit) => void;
  /** Asked before each block, with the bytes taken so far: enough? */
  readonly full: (bytes: number) => boolean;
}

/** Cuts whole lines out of a range until it ends, nothing whole is left, or enough were taken. */
export async function cutRange(range: RangeCut): Promise<{ offset: number; cut: CutState }> {
  let offset = range.from;
  let cut = range.cut;
  while (!range.full(offset - range.from)) {
    const offered = await range.next(offset);
    if (offered === null) break;
    range.begin(offered.block);
    const taken = cutUnits(offered.block, offset, cut, range.rules, offered.end, range.take);
    const stuck = taken.consumed === 0 && taken.state.after_cr === cut.after_cr;
    offset += taken.consumed;
    cut = taken.state;
    if (stuck || offered.end !== 'more') break;
  }
  return { offset, cut };
}
