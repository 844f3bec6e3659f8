import { DIRECTIONS } from '../../record/call.ts';
import type { Connection } from '../open-database.ts';
import { type AnsweringLeg, LOCAL } from './answered-by.ts';

const INTERNAL = DIRECTIONS.indexOf('internal');
/** The last local day on which a call may have come: ids begin with the UTC day, and clocks of zones can be ahead of that. */
const ARRIVED = 'c.id / 4294967296 + 1';

/** What an entry copies of the call `c`, where `placed` says whether the profile called. */
const copied = (placed: string): Readonly<Record<string, string>> => ({
  day: `min(c.day, ${ARRIVED})`,
  internal: `c.direction = ${INTERNAL}`,
  number: `iif(${placed}, c.called, c.calling)`,
  number_text: `iif(c.odd_numbers is null, null, json_extract(c.odd_numbers, iif(${placed}, '$.called', '$.calling')))`,
  calling_name: 'c.calling_name',
  called_name: 'c.called_name',
  started_at: 'c.started_at',
  utc_offset_min: 'c.utc_offset_min',
  answered: 'c.answered',
  // Whatever else the record says of the answer is looked at leg by leg.
  answered_by: `iif(${placed} or c.answered is not 1 or c.extra is not null, null, ${LOCAL})`,
});

const LEG = 'id, started_at, answered_at, answered, extension, called, direction, extra';

/** An entry as it stands, with what its call says about the answer. */
export interface EntryToJudge extends AnsweringLeg {
  readonly profile: number;
  readonly day: number;
  readonly call_group: number | null;
  readonly answered_by: number | null;
}

const JUDGED = `select e.profile, e.answered_by, c.day, c.call_group,
  ${LEG.split(', ')
    .map((name) => `c.${name}`)
    .join(', ')}`;

/** Arrivals, as JSON in the order of the calls, as rows: each is taken apart once, however often its parts are looked at. */
const ARRIVALS = `h as materialized (select value ->> 0 + @calls as call, value ->> 1 + @extensions as extension,
  value ->> 2 as placed, value ->> 3 as profile from json_each(@rows))`;

/** What writes entries. */
export function entryStatements(connection: Connection) {
  const fresh = copied('h.placed');
  const again = copied('memory_entry.placed');
  return {
    ...judgingStatements(connection),
    /** Profile by profile, so that each page is written once. A call that is gone meanwhile is not remembered. */
    insert: connection.prepare<[{ calls: number; extensions: number; rows: string }], unknown>(
      `with ${ARRIVALS} insert into memory_entry (profile, call, extension, placed, ${Object.keys(fresh).join(', ')})
       select h.profile, c.id, h.extension, h.placed, ${Object.values(fresh).join(', ')}
       from h cross join call c on c.id = h.call order by 1, 2`,
    ),
    update: connection.prepare<[number, number], unknown>(
      `update memory_entry set (${Object.keys(again).join(', ')}) =
       (select ${Object.values(again).join(', ')} from call c where c.id = memory_entry.call)
       where profile = ? and call = ?`,
    ),
    count: connection
      .prepare<[number], number>('select count(*) from memory_entry where profile = ?')
      .pluck(),
    /** The entries of these calls (as JSON), with what they say now; nulls where one is gone. */
    ofCalls: connection.prepare<[string], EntryOfCall>(
      `select e.profile, e.call as entry, e.extension as own, e.placed, c.id, c.direction, c.extension, c.called, c.extra,
       source.name as source from memory_entry e left join call c on c.id = e.call
       left join source on source.id = c.source where e.call in (select value from json_each(?))`,
    ),
    concerned: connection.prepare<[number], ArrivedCall>(
      `select call.id, call.day, source.name as source, direction, extension, called, extra
       from call join source on source.id = call.source where call.id = ?`,
    ),
    /** Calls of files of the past enter no memory. */
    arrivedSince: connection.prepare<[number], ArrivedCall>(
      `select call.id, call.day, source.name as source, direction, extension, called, extra
       from call join source on source.id = call.source join intake on intake.id = call.intake
       where call.id > ? and intake.backfill = 0 order by call.id`,
    ),
  };
}

/** What tells whether and by whom a call to a profile was answered. */
function judgingStatements(connection: Connection) {
  return {
    /**
     * Of the entries of profiles from a call of each on (as JSON) those whose answer stands in more than `insert` has looked at: of legs that belong together all but one
     * are in the index of those that are no head, and most calls have one leg.
     */
    toJudge: connection.prepare<[string], EntryToJudge>(
      `with h as materialized (select value ->> 0 as profile, value ->> 1 as first from json_each(?))
       ${JUDGED} from h cross join memory_entry e on e.profile = h.profile and e.call >= h.first
         and e.placed = 0 and e.answered_by is null
       cross join call c on c.id = e.call
       where (c.extra is not null or (c.call_group is not null and c.answered is not 1
         and exists (select 1 from call o where o.day in (c.day - 1, c.day, c.day + 1) and o.call_group = c.call_group
           and o.head = 0)))`,
    ),
    toJudgeOne: connection.prepare<[number, number], EntryToJudge>(
      `${JUDGED} from memory_entry e join call c on c.id = e.call
       where e.placed = 0 and e.profile = ? and e.call = ?`,
    ),
    /** Heads and other legs stand in an index each. */
    legs: connection.prepare<{ day: number; group: number }, AnsweringLeg>(
      `select ${LEG} from call where day in (@day - 1, @day, @day + 1) and call_group = @group and head = 1
       union all
       select ${LEG} from call where day in (@day - 1, @day, @day + 1) and call_group = @group and head = 0`,
    ),
    setAnsweredBy: connection.prepare<[number | null, number | null, number, number], unknown>(
      'update memory_entry set answered_by = ?, answered = ? where profile = ? and call = ?',
    ),
  };
}

export interface EntryOfCall {
  readonly profile: number;
  readonly entry: number;
  readonly own: number;
  readonly placed: number;
  readonly id: number | null;
  readonly direction: number | null;
  readonly extension: number | null;
  readonly called: number | null;
  readonly extra: string | null;
  readonly source: string | null;
}

export interface ArrivedCall {
  readonly id: number;
  readonly day: number;
  readonly source: string;
  readonly direction: number;
  readonly extension: number | null;
  readonly called: number | null;
  readonly extra: string | null;
}
