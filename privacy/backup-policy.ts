import { z } from 'zod';
import type { BackupFile } from '../record/backup.ts';
import { endsNoLater, LONGEST_YEARS, parsePeriod } from '../record/period.ts';
import { dayIn, edge } from './retention.ts';

const LETTERS = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';
const GENERATOR = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];

/** Whether a text is a public key of age: `age1…`, with the checksum that a letter typed wrong does not have. */
export function isRecipient(text: string): boolean {
  const split = text.lastIndexOf('1');
  const [name, letters] = [text.slice(0, split), text.slice(split + 1)];
  const values = Array.from(letters, (letter) => LETTERS.indexOf(letter));
  if (!/^age(?:1pq)?$/.test(name) || letters.length < 58 || values.includes(-1)) return false;
  const codes = Array.from(name, (letter) => letter.charCodeAt(0));
  const all = [...codes.map((code) => code >> 5), 0, ...codes.map((code) => code & 31), ...values];
  return all.reduce(nextChecksum, 1) === 1;
}

/** One step of the checksum of Bech32 (BIP 173). */
function nextChecksum(sum: number, value: number): number {
  const top = sum >>> 25;
  const begun = ((sum & 0x1ffffff) << 5) ^ value;
  return GENERATOR.reduce((all, part, bit) => ((top >> bit) & 1 ? all ^ part : all), begun);
}

const recipient = z
  .string()
  .refine(isRecipient, 'a public key of age such as age-keygen prints, beginning with age1');

const folder = z.string().regex(/^\/./, 'a folder with its whole path, such as /mnt/backup/ledgerline');

const LONGEST = { count: LONGEST_YEARS, unit: 'years' } as const;
const KEEP = { count: 14, longest: '35 days' };

/** Where backups go, who can open them, and how long they stay. */
export const backupSchema = z
  .strictObject({
    targets: z
      .array(folder)
      .min(1)
      .describe(
        'folders, or shares that the system has mounted; each gets every backup, and the list of erasures',
      ),
    recipients: z
      .array(recipient)
      .default([])
      .describe(
        'public keys of age that backups are encrypted to; the private keys do not belong on this machine',
      ),
    passphrase: z
      .string()
      .regex(
        /^(?:file:\/.+|credential:[A-Za-z0-9_.-]+)$/,
        'file:/path or credential:NAME, never the passphrase itself',
      )
      .nullable()
      .default(null)
      .describe('where the passphrase stands, in the place of recipients: file:/path or credential:NAME'),
    recovery: recipient
      .nullable()
      .default(null)
      .describe(
        'the public key that the keys of this installation are encrypted to; needed beside recipients',
      ),
    keep: z
      .strictObject({
        count: z.int().min(1).max(1000).default(KEEP.count).describe('how many backups stay at a target'),
        longest: z
          .string()
          .refine((text) => parsePeriod(text) !== null, 'a period such as 35 days')
          .refine((text) => {
            const period = parsePeriod(text);
            return period === null || endsNoLater(period, LONGEST);
          }, `nothing may be kept longer than ${LONGEST_YEARS} years, whatever the reason`)
          .default(KEEP.longest)
          .describe(
            'no backup is older: it is a copy too, and holds what has gone since; never longer than calls are kept',
          ),
      })
      .prefault({})
      .describe('what goes when a new backup stands'),
  })
  .superRefine(({ recipients, passphrase, recovery }, context) => {
    const say = (path: string, message: string): void =>
      context.addIssue({ code: 'custom', path: [path], message });
    if (recipients.length > 0 === (passphrase !== null))
      say('recipients', 'give recipients or a passphrase: one of both');
    else if (passphrase === null && recovery === null)
      say('recovery', 'recovery is missing: without the keys of the installation no backup is of use');
  });
export type BackupPolicy = z.output<typeof backupSchema>;

/** Of the backups at one target, those that must not stay beside the newest: there are too many, or they are too old. */
export function surplusBackups<File extends Pick<BackupFile, 'made_at'>>(
  files: readonly File[],
  { count, longest }: BackupPolicy['keep'],
  { now, time_zone }: { now: number; time_zone: string },
): File[] {
  const edgeDay = edge(longest, dayIn(time_zone, now));
  const newestFirst = files.toSorted((one, other) => other.made_at - one.made_at);
  return newestFirst.filter(({ made_at }, place) => {
    const old = edgeDay !== null && dayIn(time_zone, made_at) < edgeDay;
    return place > 0 && (place >= count || old);
  });
}
