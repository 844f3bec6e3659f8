import { DAY_MS } from '../../record/calendar.ts';
import { blankAdder } from '../blank-register.ts';
import type { ExpiredLines, LinesToExpire } from '../deleting-store.ts';
import { heldPeriods, legalHolds } from '../legal-holds.ts';
import type { Connection } from '../open-database.ts';

/** The letter of a line that went because of its age. */
const EXPIRED = 'R';

interface Line {
  readonly intake: number;
  readonly offset: number;
  readonly length: number;
  readonly received_at: number;
}

/** Lines that could not be read and are older than they may be: out of the store, and blanked where they were received. */
export function createExpiredLines(connection: Connection) {
  const addBlanks = blankAdder(connection);
  const due = connection.prepare<object, Line>(
    `select intake, offset, length, received_at from undefined_line
     where (intake, offset) > (@intake, @offset) and received_at < @before order by intake, offset limit @limit`,
  );
  const remove = connection.prepare<[number, number], unknown>(
    'delete from undefined_line where intake = ? and offset = ?',
  );
  const gone = connection.prepare<[number], unknown>(
    `insert into lines_gone (intake, undefined) values (?, 1)
     on conflict (intake) do update set undefined = undefined + 1`,
  );
  const expire = connection.transaction(({ before, after, limit, today }: LinesToExpire): ExpiredLines => {
    const lines = due.all({ before, limit, ...after });
    const held = heldPeriods(legalHolds(connection, today));
    const isHeld = ({ received_at }: Line): boolean => {
      const day = Math.floor(received_at / DAY_MS);
      return held.some(({ from_day, to_day }) => day >= from_day && day <= to_day);
    };
    let count = 0;
    for (const line of lines) {
      if (isHeld(line)) continue;
      const { intake, offset, length } = line;
      remove.run(intake, offset);
      gone.run(intake);
      addBlanks(intake, [{ offset, length, code: EXPIRED }]);
      count += 1;
    }
    const { intake, offset } = lines.at(-1) ?? after;
    return { lines: count, done: lines.length < limit, after: { intake, offset } };
  });
  return { expireLines: (wish: LinesToExpire): ExpiredLines => expire.immediate(wish) };
}
