import { notShown } from './not-shown.ts';
import type { Sight } from './sight.ts';

/** Before anything of who did what is shown. */
export function requireAudit(sight: Sight): void {
  if (!sight.audit) throw notShown(sight, 'The audit log is');
}
