import type { CallFilter } from '../store/queries/wanted-calls.ts';
import { notShown } from './not-shown.ts';
import type { Sight } from './sight.ts';

/** Who does not see of whom a call is cannot look for it by that. */
export function refuseUnseen(sight: Sight, { account_code, trunk, belonging }: CallFilter): void {
  const { hidden, mask_extension } = sight.view;
  if (account_code !== undefined && hidden.has('account_code'))
    throw notShown(sight, 'Calls cannot be looked for by account code: those are');
  if (trunk !== undefined && hidden.has('trunk'))
    throw notShown(sight, 'Calls cannot be looked for by trunk: those are');
  if (belonging?.unit !== undefined && mask_extension)
    throw notShown(sight, 'Calls cannot be looked for by cost centre: extensions are');
  if (belonging?.person !== undefined && (mask_extension || hidden.has('calling_name')))
    throw notShown(sight, 'Calls cannot be looked for by person: those are');
}
