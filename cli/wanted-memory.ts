import { isUserOf, type MemoryProfileSettings, personOf } from '../privacy/call-memory.ts';
import type { Configuration } from '../settings/configuration.ts';
import { suggestion } from '../settings/describe-issues.ts';
import type { CommandCall } from './command.ts';
import { refused } from './memory-password.ts';
import { notFound } from './raw-lines.ts';
import { activeConfiguration } from './service/judging.ts';
import { optional, usageError } from './usage.ts';

/** The call memory that a command is about. */
export interface WantedMemory {
  readonly name: string;
  readonly profile: MemoryProfileSettings;
  /** Whoever asks is a user of it. */
  readonly own: boolean;
  readonly masterAccess: Configuration['call_memory']['master_access'];
}

export const PROFILE_OPTION = {
  value: 'NAME',
  summary: 'whose call memory (default: the one that is yours)',
} as const;

export async function wantedMemory(call: CommandCall): Promise<WantedMemory> {
  const { call_memory } = await activeConfiguration(call.reading());
  const profiles = call_memory.profiles ?? {};
  const name = optional(call, 'profile') ?? ownProfile(profiles, call.principal);
  const profile = Object.hasOwn(profiles, name) ? profiles[name] : undefined;
  if (profile === undefined) {
    throw notFound(
      `There is no call memory of ${name}${suggestion(name, Object.keys(profiles))}`,
      './ledgerline memory profiles names them.',
    );
  }
  const own = isUserOf(profile, call.principal);
  return { name, profile, own, masterAccess: call_memory.master_access };
}

function ownProfile(profiles: Readonly<Record<string, MemoryProfileSettings>>, principal: string): string {
  const own = Object.keys(profiles).filter((name) => {
    const profile = profiles[name];
    return profile !== undefined && isUserOf(profile, principal);
  });
  const [first, second] = own;
  if (first !== undefined && second === undefined) return first;
  if (first === undefined) {
    throw refused(
      `No call memory is that of ${personOf(principal)}.`,
      './ledgerline memory profiles says whose there are.',
    );
  }
  throw usageError(`You have more than one call memory: ${own.join(', ')}.`, 'Name one with --profile.');
}

/** Only a user of the memory may do this, and nobody for them. */
export function requireOwn({ name, own }: WantedMemory, what: string): void {
  if (own) return;
  throw refused(
    `Only the users of the call memory of ${name} may ${what}; an administrator may not.`,
    `./ledgerline memory profiles says who they are.`,
  );
}
