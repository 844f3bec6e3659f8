import { passwordTrouble } from '../../privacy/call-memory.ts';
import { hasMemoryPassword } from '../../store/queries/memories.ts';
import { askSecrets, PASSWORD_FILE } from '../ask-secrets.ts';
import type { Command } from '../command.ts';
import { passwordHash, requirePassword, secretAt } from '../memory-password.ts';
import { usageError } from '../usage.ts';
import { PROFILE_OPTION, requireOwn, wantedMemory } from '../wanted-memory.ts';

export const memorySetPassword: Command = {
  name: 'memory set-password',
  summary:
    'Sets the password of your call memory; asks for the one it has, then for the new one twice. Without it nobody reads what is behind a password.',
  positionals: '',
  options: { profile: PROFILE_OPTION, 'password-file': PASSWORD_FILE },
  example: './ledgerline memory set-password',
  writes: true,
  audit: { changes: 'call memory' },
  async secrets(call) {
    const memory = await wantedMemory(call);
    if (!memory.own) return [];
    const { name } = memory;
    const questions = [`New password of ${name}`, 'The same again'];
    return await askSecrets(
      call,
      hasMemoryPassword(call.reading(), name) ? [`Password of ${name}`, ...questions] : questions,
    );
  },
  async run(call) {
    const memory = await wantedMemory(call);
    const { name } = memory;
    requireOwn(memory, 'set its password');
    const writer = await call.writer();
    await writer.settleMemories();
    const lock = await writer.store.memoryLock(name);
    const first = lock?.password == null ? 0 : 1;
    if (first === 1) await requirePassword(call, name, secretAt(call, 0));
    const password = secretAt(call, first);
    if (secretAt(call, first + 1) !== password)
      throw usageError('The two new passwords are not the same.', 'Nothing was changed; type them again.');
    const trouble = passwordTrouble(password, name);
    if (trouble !== null) throw usageError(`This password is not taken: ${trouble}.`, 'Nothing was changed.');
    await writer.store.setMemoryPassword(name, await passwordHash(password));
    await call.out(
      memory.profile.behind_password
        ? `The call memory of ${name} is behind the new password.\n`
        : `The password is kept; it is asked for once the configuration says behind_password.\n`,
    );
    return 0;
  },
};
