import type { SignedCertificate } from '../record/erasure-certificate.ts';
import { grouped } from '../reports/text-table.ts';

/** A certificate for people. */
export function certificateText({ certificate, signature }: SignedCertificate): string {
  const { request, asked_at, asked_by, reason, done_at, erasure, erased, remains, totals, program } =
    certificate;
  const counts = (of: Readonly<Record<string, number>>): string[] =>
    Object.entries(of).map(([what, count]) => `  ${what.replaceAll('_', ' ')}: ${grouped(count)}`);
  const hashes = [...erasure.numbers, ...erasure.extensions, ...erasure.names];
  const equal = JSON.stringify(totals.before) === JSON.stringify(totals.after);
  const lines = [
    `Certificate of erasure, request ${request}`,
    `Asked ${asked_at} by ${asked_by}: ${reason}`,
    `Done ${done_at} by ${program}: calls were ${erasure.how === 'delete' ? 'removed' : 'made calls of nobody'}`,
    'About (keyed hashes of every form of number, extension and name):',
    ...hashes.map((hash) => `  ${hash}`),
    'Erased:',
    ...(Object.keys(erased).length === 0 ? ['  nothing was stored'] : counts(erased)),
    ...(Object.keys(remains).length === 0
      ? ['Nothing remains.']
      : ['Remains, because it is in force or goes by itself within days:', ...counts(remains)]),
    `Counts and minutes of the days concerned are ${equal ? 'the same as before' : 'not the same as before'}.`,
    'Nothing that went was left in the log of the database.',
    `Signature: ${signature}`,
  ];
  return `${lines.join('\n')}\n`;
}
