import { archiveName } from '../backup/archive-file.ts';
import type { Retention } from '../privacy/retention.ts';
import { goneOn } from '../record/period.ts';
import { EMPTY_ROW, type SubjectRow } from '../record/subject-row.ts';
import { counted } from '../reports/text-table.ts';
import type { WantedSubject } from './wanted-subject.ts';

/** Calls in archives: those that a call memory says are of the person, and months in which others can be. */
export function* archiveRows({ found }: WantedSubject, retention: Retention | null): Generator<SubjectRow> {
  const { archived_calls, archives } = found;
  if (archived_calls.length > 0)
    yield {
      ...{ ...EMPTY_ROW, class: 'archives', what: 'calls of the person, by a call memory' },
      details: `${counted(archived_calls.length, 'call')}: ${archived_calls.join(', ')}`,
    };
  for (const { month, calls, held, last_day } of archives) {
    const days = [
      calls > held ? goneOn(retention?.calls.gone, last_day) : null,
      held > 0 ? goneOn(retention?.held_calls.gone, last_day) : null,
    ];
    const known = days.filter((day) => day !== null).sort();
    yield {
      ...{ ...EMPTY_ROW, class: 'archives', what: 'calls of unknown people', at: month },
      file: archiveName(month),
      details: `${counted(calls, 'call')} of ${month}, encrypted: whether any is of this person cannot be told without the key of the archive`,
      gone_on: known.at(-1) ?? null,
    };
  }
}
