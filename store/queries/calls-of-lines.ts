import type { Subject } from '../../record/subject.ts';
import type { Connection } from '../open-database.ts';
import type { LinePlace } from './subject-found.ts';

type Period = Pick<Subject, 'from_day' | 'to_day'>;

/** Days are whole numbers, so that these are before and behind all of them. */
const [BEGINNING, END] = [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER];

/** Whose a line is that names somebody, within a period. */
export interface LineOfPeriod {
  /** The call that it is, or repeats; none where that is of another day. */
  readonly calls: readonly number[];
  /** A period is one of calls: what is no call has no day of its own, and stays. */
  readonly isMeant: boolean;
}

export function callsOfLines(connection: Connection): (place: LinePlace, period: Period) => LineOfPeriod {
  // What is anonymous has nobody in it any more.
  const found = connection
    .prepare<LinePlace & { from: number; to: number }, number>(
      `select id from call where intake = @intake and offset = @offset and step < 2 and day between @from and @to
       union select call.id from duplicate join call on call.id = duplicate.call
       where duplicate.intake = @intake and duplicate.offset = @offset and call.step < 2 and call.day between @from and @to`,
    )
    .pluck();
  return ({ intake, offset }, { from_day, to_day }) => {
    const calls = found.all({ intake, offset, from: from_day ?? BEGINNING, to: to_day ?? END });
    return { calls, isMeant: calls.length > 0 || (from_day === null && to_day === null) };
  };
}
