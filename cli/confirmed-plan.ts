import type { CommandCall } from './command.ts';
import { isSet, optional, usageError } from './usage.ts';

/** Of every command that cannot be undone. */
export const CONFIRM_OPTIONS = {
  yes: { value: null, summary: 'go ahead; without it only what would be done is shown' },
  reason: { value: 'TEXT', summary: 'why, for those who ask later; nothing personal (needed to go ahead)' },
} as const;

/** What a dangerous command answers when it has only shown its plan. */
export const NOT_DONE_EXIT = 1;

/** Shows the plan; gives the reason when whoever called goes ahead, null when nothing is to be done yet. */
export async function confirmedPlan(call: CommandCall, plan: string): Promise<string | null> {
  const reason = optional(call, 'reason')?.trim() ?? '';
  if (isSet(call, 'yes') && reason === '')
    throw usageError('--yes is given and --reason is missing.', 'Say why, for those who ask later.');
  await call.out(plan);
  if (isSet(call, 'yes')) return reason;
  await call.out('Nothing was done. The same with --yes --reason TEXT does it.\n');
  return null;
}
