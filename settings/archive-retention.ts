import { endsNoLater, parsePeriod } from '../record/period.ts';
import type { ConfigurationFrame } from './configuration.ts';
import type { Finding } from './finding.ts';

/** What stands in a file cannot be masked any more: calls must have taken every step but the last before they go into one. */
export function checkArchive(frame: ConfigurationFrame | undefined): Finding[] {
  const [written, retention] = [frame?.archive?.after, frame?.retention];
  const after = parsePeriod(written ?? '');
  if (after === null || retention === null || retention === undefined) return [];
  const finding = (message: string): Finding => ({
    ...{ path: ['archive', 'after'], at: 'value', allowed: [] },
    message: `“after” (${written}) ${message}`,
  });
  for (const name of ['calls', 'held_calls'] as const) {
    const { masked, anonymous, gone } = retention[name];
    const last = parsePeriod(anonymous ?? masked ?? '');
    if (last !== null && !endsNoLater(last, after))
      return [
        finding(
          `must not be less than ${name} take to be ${anonymous === null ? 'masked' : 'anonymous'} (${anonymous ?? masked}): what stands in a file cannot take that step.`,
        ),
      ];
    const end = parsePeriod(gone ?? '');
    if (end !== null && name === 'calls' && endsNoLater(end, after))
      return [finding(`must be less than calls are kept (${gone}): nothing would ever be archived.`)];
  }
  return [];
}
