import { personOf } from '../../privacy/call-memory.ts';
import { showTime } from '../../record/calendar.ts';
import type { Command } from '../command.ts';
import { refused } from '../memory-password.ts';
import { optional, usageError, wholeNumber } from '../usage.ts';
import { PROFILE_OPTION, wantedMemory } from '../wanted-memory.ts';

export const memoryOpen: Command = {
  name: 'memory open',
  summary:
    'Opens the call memory of somebody else for some minutes, where master access is on. Its users see who, when and why.',
  positionals: '',
  options: {
    profile: PROFILE_OPTION,
    reason: { value: 'TEXT', summary: 'why; the users of the memory read it (needed)' },
    minutes: { value: 'N', summary: 'for how long (needed)' },
  },
  example: './ledgerline memory open --profile anna --reason "threatening calls, case 17" --minutes 15',
  writes: true,
  audit: { changes: 'call memory' },
  async run(call) {
    const { name, own, masterAccess } = await wantedMemory(call);
    const reason = optional(call, 'reason')?.trim() ?? '';
    if (reason === '') throw usageError('--reason is missing.', 'The users of the memory will read why.');
    const minutes = wholeNumber(optional(call, 'minutes') ?? undefined, '--minutes');
    if (own) throw usageError(`The call memory of ${name} is yours.`, './ledgerline memory list shows it.');
    if (!masterAccess.enabled) {
      throw refused(
        `The call memory of ${name} is for its users; master access is off.`,
        'call_memory.master_access.enabled in the configuration turns it on, and config history shows who did.',
      );
    }
    const most = masterAccess.longest_minutes;
    if (minutes < 1 || minutes > most)
      throw usageError(`--minutes ${minutes} is not allowed.`, `From 1 to ${most}.`);
    const writer = await call.writer();
    const at = call.now();
    const access = { person: personOf(call.principal), at, until: at + minutes * 60_000, reason };
    await writer.store.noteMemoryAccess(name, { what: 'opened', ...access });
    await call.out(
      `The call memory of ${name} is open to ${access.person} until ${showTime(access.until, 0)}. Each reading is recorded, and its users see it.\n`,
    );
    return 0;
  },
};
