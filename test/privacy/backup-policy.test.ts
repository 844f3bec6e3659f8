import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { backupSchema, isRecipient, surplusBackups } from '../../privacy/backup-policy.ts';
import { DAY_MS } from '../../record/calendar.ts';

const recipient = await identityToRecipient(await generateX25519Identity());

test('a public key is known by its checksum: no letter of it can be mistyped', () => {
  expect(isRecipient(recipient)).toBe(true);
  for (let at = 0; at < recipient.length; at++) {
    const letter = recipient[at] === 'q' ? 'p' : 'q';
    expect(isRecipient(recipient.slice(0, at) + letter + recipient.slice(at + 1))).toBe(false);
  }
});

test.each([
  ['neither recipients nor a passphrase', {}],
  ['both', { recipients: [recipient], recovery: recipient, passphrase: 'file:/etc/phrase' }],
  ['no recovery recipient', { recipients: [recipient] }],
  ['a passphrase in the document', { passphrase: 'correct horse' }],
  ['a target without its whole path', { targets: ['backups'], passphrase: 'file:/etc/phrase' }],
  ['more than ten years', { passphrase: 'file:/etc/phrase', keep: { longest: '11 years' } }],
])('a section with %s is refused', (_, given) => {
  expect(backupSchema.safeParse({ targets: ['/mnt/backup'], ...given }).success).toBe(false);
});

test('what stays is the newest, never too many, and nothing that is too old', () => {
  const now = Date.UTC(2026, 10, 28, 12);
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.integer({ min: 0, max: 100 * 24 }), { maxLength: 60 }),
      fc.integer({ min: 1, max: 20 }),
      fc.integer({ min: 1, max: 60 }),
      (hours, count, days) => {
        const files = hours.map((hour) => ({ made_at: now - hour * (DAY_MS / 24) }));
        const gone = surplusBackups(files, { count, longest: `${days} days` }, { now, time_zone: 'UTC' });
        const stay = files.filter((file) => !gone.includes(file));
        const newest = Math.max(...files.map(({ made_at }) => made_at));
        expect(stay.length).toBeLessThanOrEqual(count);
        if (files.length > 0) expect(stay.map(({ made_at }) => made_at)).toContain(newest);
        const others = stay.filter(({ made_at }) => made_at !== newest);
        for (const { made_at } of others) expect(now - made_at).toBeLessThanOrEqual((days + 1) * DAY_MS);
        const young = files.filter(({ made_at }) => now - made_at < (days - 1) * DAY_MS).length;
        expect(stay.length).toBeGreaterThanOrEqual(Math.min(count, young));
      },
    ),
  );
});
