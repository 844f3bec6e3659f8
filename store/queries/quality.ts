import type { Kysely } from 'kysely';
import { dayOf, showTime } from '../../record/calendar.ts';
import type { Call } from '../../record/call.ts';
import type { Measures } from '../../record/quality.ts';
import type { Tables } from '../tables.ts';

/** What one quality record says of a call, as it is shown. */
export interface Quality {
  /** The telephone system's number of the leg of the device that measured. */
  readonly leg: number | null;
  /** The call record, of those that make up the call, in which that device stands; null where it cannot be told. */
  readonly call: number | null;
  /** As which party of that record. */
  readonly party: 'calling' | 'called' | null;
  readonly measured_at: string;
  readonly measures: Measures;
  /** Where its line stands. */
  readonly intake: number;
  readonly offset: number;
}

/**
 * The quality records that belong to a call, from its first leg to the day after its last: whichever came first, and by
 * whichever source. One that came twice is shown once.
 */
export async function qualityOf(
  query: Kysely<Tables>,
  call: Call,
  legs: readonly Call[],
): Promise<Quality[]> {
  if (call.call_key === null) return [];
  const times = legs.flatMap(({ started_at, ended_at }) => [started_at, ended_at ?? started_at]);
  const days = times.map((time) => dayOf(Date.parse(time)));
  // The clocks of a cluster are not one.
  const [first, last] = [Math.min(...days) - 1, Math.max(...days) + 1];
  const rows = await query
    .selectFrom('quality')
    .selectAll()
    .where(
      'day',
      'in',
      Array.from({ length: last - first + 1 }, (_, index) => first + index),
    )
    .where('call_group', '=', (one) => one.selectFrom('call').select('call_group').where('id', '=', call.id))
    .orderBy('measured_at')
    .orderBy('leg')
    .orderBy('intake')
    .orderBy('offset')
    .execute();
  const once = new Map(rows.toReversed().map((row) => [row.identity, row]));
  return [...once.values()].toReversed().map(({ leg, measured_at, measures, intake, offset }) => ({
    leg,
    ...standing(leg, measured_at, legs),
    measured_at: showTime(measured_at, 0),
    measures: JSON.parse(measures) as Measures,
    intake,
    offset,
  }));
}

/**
 * Where a device stands that was measured. One that is in several records measures when it hangs up, so it is the record
 * that ended nearest to that; of two that ended equally near neither is said.
 */
function standing(
  leg: number | null,
  measuredAt: number,
  legs: readonly Call[],
): Pick<Quality, 'call' | 'party'> {
  const found = legs
    .flatMap((call) => {
      const party = partyOf(leg, call);
      const ended = Date.parse(call.ended_at ?? call.started_at);
      return party === null ? [] : [{ call: call.id, party, away: Math.abs(ended - measuredAt) }];
    })
    .sort((a, b) => a.away - b.away);
  const [nearest, next] = found;
  if (nearest === undefined || nearest.away === next?.away) return { call: null, party: null };
  return { call: nearest.call, party: nearest.party };
}

function partyOf(leg: number | null, { extra }: Call): Quality['party'] {
  if (leg === null) return null;
  if (extra?.calling_leg === leg) return 'calling';
  return extra?.called_leg === leg ? 'called' : null;
}
