import { endsNoLater, parsePeriod } from '../record/period.ts';
import type { ConfigurationFrame } from './configuration.ts';
import type { Finding } from './finding.ts';

/** A backup is a copy too: it must not outlive what it holds for longer than the retention keeps calls at all. */
export function checkBackup(frame: ConfigurationFrame | undefined): Finding[] {
  const [kept, gone] = [frame?.backup?.keep.longest, frame?.retention?.calls.gone];
  const [longest, limit] = [parsePeriod(kept ?? ''), parsePeriod(gone ?? '')];
  if (longest === null || limit === null || endsNoLater(longest, limit)) return [];
  const message = `“longest” (${kept}) must not be more than calls are kept (${gone}): a backup is a copy of them.`;
  return [{ path: ['backup', 'keep', 'longest'], at: 'value', message, allowed: [] }];
}
