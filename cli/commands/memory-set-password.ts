import { passwordTrouble } from '../../privacy/call-memory.ts';
import { hasMemoryPassword } from '../../store/queries/memories.ts';
import { askSecrets, PASSWORD_FILE } from '../ask-secrets.ts';
import type { Command } from '../command.ts';
import { passwordHash, requiredSecrets, requirePassword } from '../memory-password.ts';
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
    return await askSecrets(call, questionsOf(name, hasMemoryPassword(call.reading(), name)));
  },
  async run(call) {
    const memory = await wantedMemory(call);
    const { name } = memory;
    requireOwn(memory, 'set its password');
    const writer = await call.writer();
    await writer.settleMemories();
    const lock = await writer.store.memoryLock(name);
    const isSecond = lock?.password != null;
    const given = requiredSecrets(call, questionsOf(name, isSecond));
    if (isSecond) await requirePassword(call, name, given[0]);
    const [password = '', again] = given.slice(-2);
    if (again !== password)
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

/** In their order. */
function questionsOf(name: string, hasOne: boolean): string[] {
  return [...(hasOne ? [`Password of ${name}`] : []), `New password of ${name}`, 'The same again'];
}
