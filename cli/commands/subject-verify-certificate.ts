import { z } from 'zod';
import { type SignedCertificate, signedBytes } from '../../record/erasure-certificate.ts';
import { isSignedBy, publicPemOf, readSigningKey } from '../../settings/signing-key.ts';
import { certificateText } from '../certificate-text.ts';
import type { Command } from '../command.ts';
import { readText } from '../configuration-files.ts';
import { optional, usageError } from '../usage.ts';

const signedSchema = z.object({
  certificate: z.looseObject({ format: z.literal('ledgerline erasure certificate 1') }),
  signature: z.string(),
  public_key: z.string(),
});

export const subjectVerifyCertificate: Command = {
  name: 'subject verify-certificate',
  summary:
    'Whether a certificate of erasure is as it was signed, and by this installation or the holder of a given key.',
  positionals: 'FILE',
  options: {
    'public-key': {
      value: 'FILE',
      summary: 'the key it must be signed by (default: that of the data folder)',
    },
  },
  example: './ledgerline subject verify-certificate certificate-3.json',
  writes: false,
  audit: 'none',
  async run(call) {
    const [path] = call.positionals;
    if (path === undefined)
      throw usageError('FILE is missing.', 'Give a certificate, as subject certificate --json printed it.');
    const signed = signedIn(readText(call, path));
    const given = optional(call, 'public-key');
    const trusted =
      given === null ? (readSigningKey(call.folder)?.public_pem ?? null) : publicPemOf(readText(call, given));
    if (trusted === null)
      throw usageError(
        'There is no key to verify it by.',
        'Name the public key of the installation with --public-key FILE.',
      );
    if (signed === null) {
      await call.out(
        'It is not what subject certificate --json printed: the text for people has no key in it, and is not verified.\n',
      );
      return 1;
    }
    const bytes = signedBytes(signed.certificate);
    if (bytes === null || !isSignedBy(trusted, bytes, Buffer.from(signed.signature, 'base64'))) {
      await call.out(
        'It is not a certificate that the holder of this key signed, or it was changed since.\n',
      );
      return 1;
    }
    await call.out(`${certificateText(signed)}It is as it was signed.\n`);
    return 0;
  },
};

function signedIn(text: string): SignedCertificate | null {
  try {
    const read = signedSchema.safeParse(JSON.parse(text));
    return read.success ? (read.data as unknown as SignedCertificate) : null;
  } catch {
    return null;
  }
}
