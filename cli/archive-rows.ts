import { archiveName } from '../backup/archive-file.ts';
import type { Retention } from '../privacy/retention.ts';
import { showDay } from '../record/calendar.ts';
import { goneOn } from '../record/period.ts';
import { EMPTY_ROW, type SubjectRow } from '../record/subject-row.ts';
import { counted } from '../reports/text-table.ts';
import type { WantedSubject } from './wanted-subject.ts';

/** Calls in archives: those that a call memory says are of the person, and the days on which they are a party. */
export function* archiveRows(
  { found, archives }: WantedSubject,
  retention: Retention | null,
): Generator<SubjectRow> {
  const { archived_calls } = found;
  if (archived_calls.length > 0)
    yield {
      ...{ ...EMPTY_ROW, class: 'archives', what: 'calls of the person, by a call memory' },
      details: `${counted(archived_calls.length, 'call')}: ${archived_calls.join(', ')}`,
    };
  for (const { month, days, calls, held } of archives) {
    const last_day = Math.max(...days);
    const gone = [
      calls > held ? goneOn(retention?.calls.gone, last_day) : null,
      held > 0 ? goneOn(retention?.held_calls.gone, last_day) : null,
    ];
    const known = gone.filter((day) => day !== null).sort();
    yield {
      ...{ ...EMPTY_ROW, class: 'archives', what: 'days with calls of the person', at: month },
      file: archiveName(month),
      details: `${days.map(showDay).join(', ')}: some of ${counted(calls, 'call')} of these days, encrypted; which ones cannot be told without the key of the archive`,
      gone_on: known.at(-1) ?? null,
    };
  }
}
