import { grouped } from '../reports/text-table.ts';
import { archivesText } from './archives-text.ts';
import type { WantedSubject } from './wanted-subject.ts';

/** What is stored of a person, or may be, and cannot be looked into here. */
export function unknownBelongings({ found, archives }: Pick<WantedSubject, 'found' | 'archives'>): string[] {
  const { count } = found.unknown_attachments;
  const attachments = `Recordings and transcripts whose call is masked, archived, gone or not there yet: ${grouped(count)}. Nothing that is stored says whose they are; they go by their own age, or by attachments delete.\n`;
  return [count === 0 ? '' : attachments, archivesText(archives)].filter((text) => text !== '');
}
