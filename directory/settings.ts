import { z } from 'zod';

const importSchema = z
  .strictObject({
    file: z
      .string()
      .regex(/^\//, 'a whole path, from / on')
      .nullable()
      .default(null)
      .describe('a list as ./ledgerline directory template shows it'),
    ldap: z.string().nullable().default(null).describe('in the place of a file: a name under ldap'),
    complete: z.boolean().default(false).describe('what is not in it has ended'),
  })
  .refine(({ file, ldap }) => (file === null) !== (ldap === null), 'either file or ldap stands here');
export type DirectoryImport = z.output<typeof importSchema>;

/** What is taken into the directory by itself. */
export const directorySchema = z.strictObject({
  imports: z
    .array(importSchema)
    .default([])
    .describe(
      'What the job directory takes in, one after the other: files (cost centres first, then people, then extensions) and people ' +
        'from LDAP. One with a mistake, or that would end more than the share below, changes nothing and is told.',
    ),
  largest_share_percent: z
    .int()
    .min(1)
    .max(100)
    .default(10)
    .describe('more of a list than this does not end at once without somebody’s word'),
});
export type DirectorySettings = z.output<typeof directorySchema>;

export const DEFAULT_DIRECTORY: DirectorySettings = directorySchema.parse({});
