import { z } from 'zod';

const importSchema = z.strictObject({
  file: z
    .string()
    .regex(/^\//, 'a whole path, from / on')
    .describe('a list as ./ledgerline directory template shows it'),
  complete: z.boolean().default(false).describe('what is not in the file has ended'),
});

/** What is taken into the directory by itself. */
export const directorySchema = z.strictObject({
  imports: z
    .array(importSchema)
    .default([])
    .describe(
      'Files that the job directory takes in, one after the other: cost centres first, then people, then extensions. A file ' +
        'with a mistake, or one that would end more than a tenth of its list, changes nothing and is told.',
    ),
});
export type DirectorySettings = z.output<typeof directorySchema>;

export const DEFAULT_DIRECTORY: DirectorySettings = directorySchema.parse({});
