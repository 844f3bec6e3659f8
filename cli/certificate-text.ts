import { showDay } from '../record/calendar.ts';
import type { Erasure } from '../record/erasure.ts';
import type {
  ErasureCertificate,
  NotedErasure,
  SearchEnd,
  SignedCertificate,
} from '../record/erasure-certificate.ts';
import { counted, grouped } from '../reports/text-table.ts';

/** A certificate for people. */
export function certificateText({ certificate, signature }: SignedCertificate): string {
  const { request, asked_at, asked_by, reason, done_at, erasure, erased, remains } = certificate;
  const { totals, program, search, backup_targets, archives } = certificate;
  const counts = (of: Readonly<Record<string, number>>): string[] =>
    Object.entries(of).map(([what, count]) => `  ${what.replaceAll('_', ' ')}: ${grouped(count)}`);
  const hashes = [...erasure.numbers, ...erasure.extensions, ...erasure.names];
  const equal = JSON.stringify(totals.before) === JSON.stringify(totals.after);
  const lines = [
    `Certificate of erasure, request ${request}`,
    `Asked ${asked_at} by ${asked_by}: ${reason}`,
    `Done ${done_at} by ${program}: calls were ${erasure.how === 'delete' ? 'removed' : 'made calls of nobody'}`,
    ...periodText(erasure),
    'About (keyed hashes of every form of number, extension and name):',
    ...hashes.map((hash) => `  ${hash}`),
    'Erased:',
    ...(Object.keys(erased).length === 0 ? ['  nothing was stored'] : counts(erased)),
    ...(Object.keys(remains).length === 0
      ? [
          isOfAllDays(erasure)
            ? 'Nothing remains.'
            : 'Of these calls nothing remains but what totals of an extension count.',
        ]
      : ['Remains, because it is in force or goes by itself within days:', ...counts(remains)]),
    `Counts and minutes of the days concerned are ${equal ? 'the same as before' : 'not the same as before'}.`,
    'Nothing that went was left in the log of the database.',
    ...searchText(search),
    ...targetsText(backup_targets),
    ...archivesText(archives),
    ...attachmentsText(certificate.unknown_attachments),
    `Signature: ${signature}`,
  ];
  return `${lines.join('\n')}\n`;
}

type Period = Pick<Erasure, 'from_day' | 'to_day'>;

const isOfAllDays = ({ from_day, to_day }: Period): boolean => from_day === null && to_day === null;

/** What a period leaves was not asked for. */
function periodText(period: Period): string[] {
  if (isOfAllDays(period)) return [];
  const { from_day, to_day } = period;
  const days = [
    ...(from_day === null ? [] : [`from ${showDay(from_day)}`]),
    ...(to_day === null ? [] : [`to ${showDay(to_day)}`]),
  ];
  return [
    `Of calls ${days.join(' ')} only, with what is kept of them, and delivered reports that reach into these days: calls of other days stay, and what has no day of its own.`,
  ];
}

function searchText(search: SearchEnd): string[] {
  if ('not_done' in search) return [`Files were not searched byte by byte: ${search.not_done}.`];
  const { files, bytes, unpacked_bytes, of_what_stays, not_opened } = search;
  const stays =
    of_what_stays === 0 ? '' : `, but for ${counted(of_what_stays, 'place')} in the database in what remains`;
  const unpacked = unpacked_bytes === 0 ? '' : ` and ${grouped(unpacked_bytes)} unpacked`;
  return [
    `Every byte was searched for every spelling, ${grouped(bytes)}${unpacked} in ${counted(files, 'file')}: 0 places${stays}.`,
    ...Object.entries(not_opened).map(([file, why]) => `  not looked into: ${file} (${why})`),
  ];
}

function archivesText({ months, gone_by }: ErasureCertificate['archives']): string[] {
  if (months === 0) return [];
  const until =
    gone_by === null
      ? 'for as long as these are kept'
      : `until ${gone_by} at most, unless a legal hold keeps them`;
  return [
    `Archives of ${counted(months, 'month')} may hold it, encrypted to a key that is not here, ${until}; whatever comes back of them comes without it.`,
  ];
}

/** One that was signed by an older program says nothing of them. */
function attachmentsText(unknown: ErasureCertificate['unknown_attachments'] | undefined): string[] {
  if (unknown === undefined || unknown.count === 0) return [];
  const until =
    unknown.gone_by === null ? 'for as long as these are kept' : `until ${unknown.gone_by} at most`;
  return [
    `${counted(unknown.count, 'attachment')} (recordings, transcripts) of calls that are masked, archived or gone may be of the same person, ${until}: nothing that is stored says whose they are.`,
  ];
}

function targetsText({ noted, missing }: NotedErasure): string[] {
  return [
    ...(noted.length === 0 ? [] : [`In the list of erasures of backups at: ${noted.join(', ')}.`]),
    ...(missing.length === 0
      ? []
      : [`Away when this was written, and brought up to date later: ${missing.join(', ')}.`]),
  ];
}
