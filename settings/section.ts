import { z } from 'zod';

/** Names become names of folders and parts of commands, so no blanks, slashes or leading dots. */
const entryName = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/,
    'a name has up to 63 letters, digits, dots, _ and -, and begins with a letter or digit',
  );

/** A section whose lines are all commented out is null in YAML; that means nothing, not a mistake. */
export const section = <Entry extends z.ZodType>(entry: Entry, description: string, name = entryName) =>
  z.record(name, entry).nullable().default({}).describe(description);
