import { z } from 'zod';

/** Names become parts of commands. */
const profileName = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/,
    'a name has up to 63 letters, digits, dots, _ and -, and begins with a letter or digit',
  );

export const memoryProfileSchema = z.strictObject({
  site: z.string().describe('the site of its extensions, a name under sites'),
  extensions: z
    .array(z.string().regex(/^\d{1,12}$/, 'an extension such as 204, in quotes'))
    .min(1, 'a profile needs an extension')
    .describe('whose calls are remembered'),
  users: z
    .array(z.string().regex(/^os:[^\s()]{1,64}$/, 'an account of the operating system, such as os:anna'))
    .default([])
    .describe('who may read it: accounts of the operating system, such as os:anna'),
  collect: z
    .boolean()
    .default(true)
    .describe('false: nothing more is written; what is there stays until its age or its deletion'),
  user_may_delete: z.boolean().default(true).describe('whether its users may delete entries'),
  behind_password: z.boolean().default(false).describe('whether its users must give its password to read it'),
  entries: z
    .int()
    .min(1)
    .max(10_000)
    .default(100)
    .describe('how many are kept; the first in is the first out'),
});
export type MemoryProfileSettings = z.output<typeof memoryProfileSchema>;

const MASTER_ACCESS = { enabled: false, longest_minutes: 60 };

export const callMemorySchema = z.strictObject({
  profiles: z
    .record(profileName, memoryProfileSchema)
    .nullable()
    .default({})
    .describe('whose calls are remembered; a profile that is taken out loses its memory'),
  master_access: z
    .strictObject({
      enabled: z
        .boolean()
        .default(MASTER_ACCESS.enabled)
        .describe('whether somebody else may open a memory, with a reason that its users see'),
      longest_minutes: z
        .int()
        .min(1)
        .max(1440)
        .default(MASTER_ACCESS.longest_minutes)
        .describe('for how long at most'),
    })
    .default(MASTER_ACCESS)
    .describe('access for others than the users of a profile'),
});
export type CallMemorySettings = z.output<typeof callMemorySchema>;

/** What holds where nothing was configured: no memory. */
export const DEFAULT_CALL_MEMORY: CallMemorySettings = callMemorySchema.parse({});

/**
 * The person behind a principal: who became another account by sudo is still who they were, so that nobody turns into the
 * user of a memory by taking their account, and everybody may be let run the program as the owner of its files.
 */
export function personOf(principal: string): string {
  const [, behind] = /\(sudo by ([^()]+)\)$/.exec(principal) ?? [];
  return behind === undefined ? principal : `os:${behind}`;
}

export function isUserOf({ users }: MemoryProfileSettings, principal: string): boolean {
  return users.includes(personOf(principal));
}

const FREE_TRIES = 5;
const LONGEST_WAIT_S = 15 * 60;
/** After so many wrong passwords in a row no further one is tried. */
export const MOST_TRIES = 100;

/** How long no further password is tried after so many wrong ones in a row, milliseconds. */
export function waitAfter(failures: number): number {
  if (failures < FREE_TRIES) return 0;
  return Math.min(2 ** (failures - FREE_TRIES), LONGEST_WAIT_S) * 1000;
}

export const PASSWORD_LENGTH = { least: 12, most: 256 } as const;

/** Why a text is not taken as a password; null for one that is. */
export function passwordTrouble(password: string, profile: string): string | null {
  const { least, most } = PASSWORD_LENGTH;
  if (password.length < least) return `it has fewer than ${least} characters`;
  if (password.length > most) return `it has more than ${most} characters`;
  if (password.toLowerCase().includes(profile.toLowerCase())) return 'it has the name of the profile in it';
  return new Set(password).size < 5 ? 'it has fewer than five different characters' : null;
}
