import { OperationError } from '../../record/operation-error.ts';
import type { MadeStatement } from '../../record/statement.ts';
import type { ReportSchedule } from '../../reports/schedule-settings.ts';

/** What is noted of a report that could not be made. */
export function failedStatement(
  { report }: ReportSchedule,
  error: unknown,
  at: number,
): Omit<
  MadeStatement,
  | 'schedule'
  | 'due_at'
  | 'asked_by'
  | 'asked_at'
  | 'started_at'
  | 'again'
  | 'instead_of'
  | 'state'
  | 'next_at'
> {
  const known = error instanceof OperationError;
  const trouble = known ? `${error.message} ${error.hint}` : `an error of the program: ${String(error)}`;
  return {
    ...{
      report,
      ended_at: at,
      from_day: null,
      to_day: null,
      day: Math.floor(at / 86_400_000),
      of_people: true,
    },
    ...{ trouble, receipt: null, files: [], dispatches: [] },
  };
}
