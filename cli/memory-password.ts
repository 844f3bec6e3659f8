import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { MOST_TRIES, PASSWORD_LENGTH, waitAfter } from '../privacy/call-memory.ts';
import { OperationError } from '../record/operation-error.ts';
import { counted } from '../reports/text-table.ts';
import type { CommandCall } from './command.ts';
import { usageError } from './usage.ts';

const derive = promisify(argon2);
/** KiB; a try costs some 70 ms. */
const MEMORY = 47_104;
const FORM = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;

/** What is kept of a password. */
export async function passwordHash(password: string): Promise<string> {
  const [nonce, memory, passes, parallelism] = [randomBytes(16), MEMORY, 1, 1];
  const tag = await derive('argon2id', {
    ...{ message: password, nonce, memory, passes, parallelism, tagLength: 32 },
  });
  const text = (bytes: Buffer): string => bytes.toString('base64').replaceAll('=', '');
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${text(nonce)}$${text(tag)}`;
}

async function isPassword(password: string, kept: string): Promise<boolean> {
  const [, memory, passes, parallelism, salt = '', tag = ''] = FORM.exec(kept) ?? [];
  const expected = Buffer.from(tag, 'base64');
  if (expected.length === 0) return false;
  const found = await derive('argon2id', {
    ...{ message: password, nonce: Buffer.from(salt, 'base64'), tagLength: expected.length },
    ...{ memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) },
  });
  return timingSafeEqual(found, expected);
}

/** Refuses unless the password is that of the memory; wrong ones make the next try wait. */
export async function requirePassword(call: CommandCall, profile: string, given = ''): Promise<void> {
  if (given.length > PASSWORD_LENGTH.most) throw wrongPassword(profile, 0);
  const { store, pipeline } = await call.writer();
  // In turn, and counted as a wrong one before it is looked at: tries at the same time are no further tries.
  const lock = await pipeline.inTurn(async () => {
    const known = await store.memoryLock(profile);
    if (known === null || known.password === null) return null;
    if (given === '')
      throw usageError(
        `The password of the call memory of ${profile} is missing.`,
        'Type it when it is asked for, or give it by --password-file.',
      );
    refuseTry(profile, known.failures, (known.failed_at ?? 0) - call.now());
    await store.noteMemoryTry(profile, false, call.now());
    return { password: known.password, failures: known.failures + 1 };
  });
  if (lock === null) {
    throw refused(
      `The call memory of ${profile} has no password yet.`,
      `Set one: ./ledgerline memory set-password --profile ${profile}`,
    );
  }
  if (!(await isPassword(given, lock.password))) throw wrongPassword(profile, lock.failures);
  await store.noteMemoryTry(profile, true, call.now());
}

function refuseTry(profile: string, failures: number, sinceFailure: number): void {
  const forgotten = `Whoever has forgotten it: taken out of the configuration and put back, the profile begins anew, without its entries.`;
  if (failures >= MOST_TRIES)
    throw refused(`The call memory of ${profile} is closed after ${MOST_TRIES} wrong passwords.`, forgotten);
  const left = waitAfter(failures) + sinceFailure;
  if (left > 0) {
    throw refused(
      `After ${failures} wrong passwords the call memory of ${profile} takes none for ${counted(Math.ceil(left / 1000), 'second')}.`,
      `Try again then. ${forgotten}`,
    );
  }
}

function wrongPassword(profile: string, failures: number): OperationError {
  const wait = waitAfter(failures) / 1000;
  return refused(
    `This is not the password of the call memory of ${profile}.`,
    wait === 0 ? 'Try again.' : `Try again in ${counted(wait, 'second')}.`,
  );
}

export function refused(message: string, hint: string): OperationError {
  return new OperationError('MEMORY_REFUSED', message, { hint });
}

/** What a person typed, a line for each question; nothing may be left out. */
export function requiredSecrets({ secrets }: CommandCall, questions: readonly string[]): string[] {
  return questions.map((question, place) => {
    const secret = secrets[place];
    if (secret !== undefined && secret !== '') return secret;
    throw usageError(
      `“${question}” is missing.`,
      `Give each in a line of its own, in this order: ${questions.join('; ')}.`,
    );
  });
}
