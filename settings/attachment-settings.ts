import { z } from 'zod';
import { FILE_OPTIONS } from '../collector/files/file-options.ts';
import { SECRET } from '../collector/secret-reference.ts';
import { matchRuleSchema } from '../processor/attachments/match-rule.ts';
import { ATTACHMENT_KINDS } from '../record/attachment.ts';

const { files, except, subfolders, afterwards, move_to, rename_suffix } = FILE_OPTIONS;
const { retry_seconds, retry_limit_seconds } = FILE_OPTIONS;

/** A folder in which recordings or transcripts appear. */
export const attachmentFolderSchema = z.strictObject({
  folder: z
    .string()
    .min(1)
    .describe(
      'the folder to look into, on this machine or mounted; a relative one begins at the data folder',
    ),
  source: z.string().describe('the source whose calls they belong to, a name under sources'),
  kind: z.enum(ATTACHMENT_KINDS).default('recording').describe('what they are'),
  match: matchRuleSchema.describe(
    'how the call of each is found: by its name, or by a sidecar, a file beside it',
  ),
  interval_seconds: z.number().positive().max(86_400).default(10).describe('time between two looks'),
  ...{ files, except, subfolders, afterwards, move_to, rename_suffix, retry_seconds, retry_limit_seconds },
});
export type AttachmentFolderSettings = z.output<typeof attachmentFolderSchema>;

/** Recordings and transcripts of calls: where they come from, and what their keys are wrapped by. */
export const attachmentsSchema = z.strictObject({
  key: SECRET.nullable()
    .default(null)
    .describe(
      'what the keys of attachments are wrapped by, 32 random bytes or more: file:/path or credential:NAME; null: the installation key',
    ),
  folders: z
    .record(
      z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/, 'a name of letters, digits, dots, _ and -'),
      attachmentFolderSchema,
    )
    .nullable()
    .default({})
    .describe('Folders in which attachments appear, each under a name.'),
});
export type AttachmentSettings = z.output<typeof attachmentsSchema>;
export const NO_ATTACHMENTS: AttachmentSettings = { key: null, folders: {} };
