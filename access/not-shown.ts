import { OperationError } from '../record/operation-error.ts';
import type { Sight } from './sight.ts';

/** Said of what was asked for alone, never of what is stored, so that it tells nothing. */
export function notShown({ viewer }: Pick<Sight, 'viewer'>, what: string): OperationError {
  return new OperationError('NOT_SHOWN', `${what} not shown to ${viewer}.`, {
    hint: 'docs/access.md says what each role is shown, and how that is changed.',
  });
}
