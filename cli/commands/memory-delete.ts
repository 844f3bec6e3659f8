import { askSecrets, PASSWORD_FILE } from '../ask-secrets.ts';
import type { Command } from '../command.ts';
import { refused, requirePassword } from '../memory-password.ts';
import { notFound } from '../raw-lines.ts';
import { wholeNumber } from '../usage.ts';
import { PROFILE_OPTION, requireOwn, wantedMemory } from '../wanted-memory.ts';

export const memoryDelete: Command = {
  name: 'memory delete',
  summary: 'Deletes one entry of your call memory; it does not come back. The call itself stays where it is.',
  positionals: 'ENTRY',
  options: { profile: PROFILE_OPTION, 'password-file': PASSWORD_FILE },
  example: './ledgerline memory delete 87961930222081',
  writes: true,
  audit: { changes: 'call memory' },
  async secrets(call) {
    const { name, profile, own } = await wantedMemory(call);
    return own && profile.behind_password ? await askSecrets(call, [`Password of ${name}`]) : [];
  },
  async run(call) {
    const entry = wholeNumber(call.positionals[0], 'ENTRY');
    const memory = await wantedMemory(call);
    const { name, profile } = memory;
    requireOwn(memory, 'delete entries of it');
    if (!profile.user_may_delete) {
      throw refused(
        `Entries of the call memory of ${name} cannot be deleted.`,
        'The configuration says so (user_may_delete); they go by their age.',
      );
    }
    if (profile.behind_password) await requirePassword(call, name, call.secrets[0]);
    const writer = await call.writer();
    await writer.settleMemories();
    if (!(await writer.store.deleteMemoryEntry(name, entry))) {
      throw notFound(
        `The call memory of ${name} has no entry ${entry}.`,
        './ledgerline memory list shows them.',
      );
    }
    await call.out(`Entry ${entry} is deleted.\n`);
    return 0;
  },
};
