import { z } from 'zod';
import type { BackOff } from '../back-off.ts';
import { AFTERWARDS } from './listed-file.ts';
import type { PickUpOptions } from './round.ts';

const seconds = z.number().positive().max(86_400);

/** Settings that all sources of files have in common. */
export const FILE_OPTIONS = {
  files: z
    .array(z.string().min(1).max(200))
    .min(1)
    .default(['*'])
    .describe(
      'names to take, with * and ?; a pattern with / speaks of the path inside the folder; case does not matter',
    ),
  except: z.array(z.string().min(1).max(200)).default([]).describe('names to leave alone, in the same way'),
  subfolders: z.boolean().default(false).describe('true to look into folders inside the folder, too'),
  afterwards: z
    .enum(AFTERWARDS)
    .default('leave')
    .describe('what happens to a file once its raw copy is safe: leave it, move it, rename it or delete it'),
  move_to: z
    .string()
    .regex(
      /^[^/.][^/]*(?:\/[^/.][^/]*)*$/,
      'a folder inside the folder, without / at its ends and without ..',
    )
    .default('taken')
    .describe('for afterwards: move, the folder inside the folder where taken files go'),
  rename_suffix: z
    .string()
    .regex(/^\.[^/]+$/, 'an ending that begins with a dot')
    .default('.taken')
    .describe('for afterwards: rename, the ending that taken files get'),
  done_marker: z
    .string()
    .regex(/^[^/]*\{(?:name|stem)\}[^/]*$/, 'a file name with {name} or {stem} in it')
    .refine(
      (marker) => marker !== '{name}' && marker !== '{stem}',
      'another name than that of the file itself',
    )
    .optional()
    .describe(
      'name of the empty file that says that a file is complete, for example {name}.done; {stem} is the name without its ending',
    ),
  finished_after_seconds: seconds
    .default(300)
    .describe(
      'a file that was not written to for so long is finished: its last line counts even without a line end',
    ),
  unpack_limit_mib: z
    .number()
    .int()
    .positive()
    .max(1_048_576)
    .default(1024)
    .describe('a gzip file or zip archive that unpacks to more than this many MiB is refused'),
  retry_seconds: seconds.default(6).describe('wait after a failure; doubles with every further one'),
  retry_limit_seconds: seconds.default(120).describe('the longest wait between two tries'),
};

type FileOptions = z.output<z.ZodObject<typeof FILE_OPTIONS>>;

export function pickUpOptions(options: FileOptions): PickUpOptions {
  return {
    files: options.files,
    except: options.except,
    afterwards: options.afterwards,
    move_to: options.move_to,
    rename_suffix: options.rename_suffix,
    done_marker: options.done_marker ?? null,
    needs_marker: options.done_marker !== undefined,
    finished_after_ms: options.finished_after_seconds * 1000,
    unpack_limit_bytes: options.unpack_limit_mib * 1024 * 1024,
  };
}

export function backOff(options: { retry_seconds: number; retry_limit_seconds: number }): BackOff {
  const first_ms = options.retry_seconds * 1000;
  return { first_ms, last_ms: Math.max(first_ms, options.retry_limit_seconds * 1000) };
}
