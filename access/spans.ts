import type { CallSpan } from '../record/call-span.ts';
import type { CallStore } from '../store/queries/call-rows.ts';
import { callSpans } from '../store/queries/call-spans.ts';
import type { CallFilter } from '../store/queries/wanted-calls.ts';
import { notShown } from './not-shown.ts';
import { refuseUnseen } from './refuse-unseen.ts';
import type { Sight } from './sight.ts';

/** When the calls of a viewer began and ended, in the order of their start; by trunk only for who is shown trunks. */
export function readSpans(
  store: CallStore,
  sight: Sight,
  {
    filter,
    sites_of,
    by,
    told_as_gone,
  }: {
    filter: CallFilter & { readonly from_day: number; readonly to_day: number };
    sites_of: Readonly<Record<string, string>>;
    by: 'trunk' | 'other';
    /** Days of which the hours of what has gone tell everything. */
    told_as_gone: ReadonlySet<number>;
  },
): AsyncGenerator<CallSpan> {
  refuseUnseen(sight, filter);
  if (filter.account_code !== undefined && sight.view.hidden.has('account_code'))
    throw notShown(sight, 'Calls cannot be looked for by account code: those are');
  if (by === 'trunk' && sight.view.hidden.has('trunk')) throw notShown(sight, 'Traffic by trunk is');
  return callSpans(store, filter, { view: sight.view, sites_of, told_as_gone });
}
