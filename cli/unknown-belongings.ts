import { grouped } from '../reports/text-table.ts';
import type { WantedSubject } from './wanted-subject.ts';

/** What is stored and may be of a person, but of which nothing that can be read here says whose it is. */
export function unknownBelongings({ found }: Pick<WantedSubject, 'found'>): string[] {
  const { unknown_attachments, archives } = found;
  const calls = archives.reduce((sum, month) => sum + month.calls, 0);
  const { count } = unknown_attachments;
  return [
    ...(count === 0
      ? []
      : [
          `Recordings and transcripts whose call is masked, archived, gone or not there yet: ${grouped(count)}. Nothing that is stored says whose they are; they go by their own age, or by attachments delete.\n`,
        ]),
    ...(calls === 0
      ? []
      : [
          `Calls in archives, of ${archives.map(({ month }) => month).join(', ')}: ${grouped(calls)}, encrypted. Whose they are cannot be told without the key: ./ledgerline archive restore ${archives[0]?.month} --identity FILE brings a month back, and then they are found.\n`,
        ]),
  ];
}
