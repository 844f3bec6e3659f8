import { isSaidIn } from '../record/said-in.ts';
import type { Subject } from '../record/subject.ts';
import { directoryDetails, holdersOf } from '../store/queries/subject-directory.ts';
import type { CommandCall } from './command.ts';
import { knownSites } from './known-sites.ts';
import { askedSubject } from './service/asked-subject.ts';
import { activeConfiguration } from './service/judging.ts';
import { optional, usageError } from './usage.ts';

/** Before anything happens: a reason stays in the request and the audit log, where an erasure must find nobody. */
export async function requireNamelessReason(
  call: CommandCall,
  {
    subject,
    said,
  }: { readonly subject: Pick<Subject, 'numbers' | 'extensions' | 'names'>; said: readonly string[] },
): Promise<void> {
  const reason = optional(call, 'reason');
  if (reason === null) return;
  const sites = knownSites(call.reading(), await activeConfiguration(call.reading()));
  const { connection } = call.reading();
  // Who is asked for by a number is named by the name that the directory has for it.
  const known = [...directoryDetails(connection, subject), ...holdersOf(connection, subject.extensions)];
  const names = [...said, ...subject.names, ...known.flatMap(({ name }) => name ?? [])];
  if (!askedSubject(subject, sites).isNamedIn(reason) && !names.some((one) => isSaidIn(reason, one))) return;
  throw usageError(
    'The reason names whom it is about.',
    'It is kept beside what was done, also when nothing else of them is: write why without number and name, such as "request 17 of 2026". Nothing was done.',
  );
}
