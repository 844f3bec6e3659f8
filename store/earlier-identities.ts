import { CALL_PLACE as AT } from '../record/batch.ts';
import type { RowValues } from './row-values.ts';

/** By the step at which a call is now. The one in which it is now comes where it is no less clear than those behind it. */
const CLEAREST_FIRST = [
  [AT.identity, AT.whole_identity, AT.masked_identity, AT.anonymous_identity],
  [AT.whole_identity, AT.full_identity, AT.identity, AT.anonymous_identity],
  [AT.whole_identity, AT.full_identity, AT.masked_identity],
] as const;
const NONE: readonly number[] = [];

/**
 * What a line is looked for by before it is looked for as it is: as it was stored with what is withheld now, before that was policy, or
 * at another age. The clearest form comes first, because calls that have aged look alike; as it is now is among these where a form that
 * is less clear is.
 */
export function earlierIdentities(row: RowValues): readonly number[] {
  const isLessClear = !Number.isNaN(row.at(AT.anonymous_identity));
  // Of most lines there is none.
  if (!isLessClear && Number.isNaN(row.at(AT.full_identity)) && Number.isNaN(row.at(AT.whole_identity)))
    return NONE;
  const step = row.at(AT.step);
  const own = row.at(AT.identity);
  const found: number[] = [];
  for (const column of CLEAREST_FIRST[Number.isNaN(step) ? 0 : step] ?? []) {
    const identity = row.at(column);
    if (Number.isNaN(identity) || found.includes(identity)) continue;
    if (identity === own && !isLessClear) continue;
    found.push(identity);
  }
  return found;
}
