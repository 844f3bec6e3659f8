import { type Kysely, type RawBuilder, type SelectQueryBuilder, sql } from 'kysely';
import { type Call, DESTINATION_CLASSES, DIRECTIONS } from '../../record/call.ts';
import type { CallView } from '../../record/call-view.ts';
import type { PhoneNumber } from '../../record/number.ts';
import type { Tables } from '../tables.ts';
import { type BelongingFilter, belongsTo } from './call-belongings.ts';
import type { IdRange } from './id-range.ts';
import { spellings } from './number-spellings.ts';
import { inScope, ofExtension, ofMaskedNumber, seenColumn, unrestricted } from './seen-call.ts';

/** Which calls are wanted; left out is "any". Days are local days of the sites, inclusive. */
export interface CallFilter {
  readonly from_day?: number;
  readonly to_day?: number;
  /** Where calls of these days stand: they are walked through in the order of the table, whatever indexes there are. */
  readonly ids?: IdRange | null;
  readonly source?: string;
  readonly extension?: string;
  /** Calling or called party as people write it: E.164 with +, an extension, or the digits of the record. */
  readonly number?: string;
  /** Every form in which the store may have it, where more is known than what was typed. */
  readonly number_forms?: readonly PhoneNumber[];
  readonly direction?: Call['direction'];
  readonly destination_class?: Call['destination_class'];
  readonly answered?: boolean;
  readonly account_code?: string;
  /** `exclude` (the default), `include`, or `only`. */
  readonly held?: 'exclude' | 'include' | 'only';
  readonly id?: number;
  readonly intake?: number;
  readonly offset?: number;
  /** Only the head of each call. */
  readonly heads?: boolean;
  /** Any of these sources, by name. */
  readonly sources?: readonly string[];
  readonly trunk?: string;
  /** ISO 3166-1 alpha-2. */
  readonly country?: string;
  readonly private?: boolean;
  readonly min_duration_ms?: number;
  readonly min_cost_micros?: number;
  readonly max_ring_ms?: number;
  /** Calls by their first leg, of which some leg that the viewer may know of was answered, or none was. */
  readonly call_answered?: boolean;
  /** By the directory, as it was on the day. */
  readonly belonging?: BelongingFilter;
}

/** Whose calls are looked at, and the names of the sources by their ids. */
export interface Looking {
  readonly view: CallView;
  readonly sources: ReadonlyMap<number, string>;
}

export function wantedCalls(query: Kysely<Tables>, filter: CallFilter, { view, sources }: Looking) {
  let rows = ofDays(inScope(query.selectFrom('call'), view, sources), filter);
  if (filter.source !== undefined) {
    const [id] = [...sources].find(([, name]) => name === filter.source) ?? [-1];
    rows = rows.where('source', '=', id);
  }
  if (filter.extension !== undefined) rows = ofExtension(rows, view, spellings(filter.extension));
  if (filter.number !== undefined && view.mask.length > 0) {
    rows = ofMaskedNumber(rows, view, filter.number_forms ?? spellings(filter.number));
  } else if (filter.number !== undefined) {
    const numbers = filter.number_forms ?? spellings(filter.number);
    rows = unrestricted(rows, view).where((or) =>
      or.or([or('calling', 'in', numbers), or('called', 'in', numbers), or('dialled', 'in', numbers)]),
    );
  }
  if (filter.direction !== undefined)
    rows = rows.where('direction', '=', DIRECTIONS.indexOf(filter.direction));
  if (filter.destination_class !== undefined) {
    rows = rows.where('destination_class', '=', DESTINATION_CLASSES.indexOf(filter.destination_class));
  }
  if (filter.answered !== undefined) rows = rows.where('answered', '=', filter.answered ? 1 : 0);
  if (filter.account_code !== undefined)
    rows = unrestricted(rows, view).where('account_code', '=', filter.account_code);
  if (filter.id !== undefined) rows = rows.where('id', '=', filter.id);
  if (filter.intake !== undefined) rows = rows.where('intake', '=', filter.intake);
  if (filter.offset !== undefined) rows = rows.where('offset', '=', filter.offset);
  if (filter.sources !== undefined) rows = rows.where('source', 'in', idsOf(filter.sources, sources));
  if (filter.trunk !== undefined) rows = ofLabel(rows, seenColumn(view, 'trunk'), filter.trunk);
  if (filter.country !== undefined)
    rows = ofLabel(rows, seenColumn(view, 'destination_country'), filter.country);
  // What nothing marks as private is business.
  if (filter.private !== undefined) rows = rows.where('private', filter.private ? 'is' : 'is not', 1);
  if (filter.min_duration_ms !== undefined) rows = rows.where('duration_ms', '>=', filter.min_duration_ms);
  if (filter.min_cost_micros !== undefined) rows = rows.where('cost_micros', '>=', filter.min_cost_micros);
  if (filter.max_ring_ms !== undefined) rows = rows.where('ring_ms', '<=', filter.max_ring_ms);
  if (filter.call_answered !== undefined)
    rows = rows.where(callAnswered(query, filter, { view, sources }, filter.call_answered));
  if (filter.belonging !== undefined)
    rows = unrestricted(rows, view).where(belongsTo(filter.belonging, sources));
  if (filter.heads === true) rows = rows.where('head', '=', 1);
  if ((filter.held ?? 'exclude') === 'exclude') rows = rows.where('held_by', 'is', null);
  if (filter.held === 'only') rows = rows.where('held_by', 'is not', null);
  return rows;
}

/** Where their place is known they are walked through; by the sign the database sees that no index of days is meant. */
function ofDays<Selected>(
  rows: SelectQueryBuilder<Tables, 'call', Selected>,
  { from_day, to_day, ids = null }: CallFilter,
): SelectQueryBuilder<Tables, 'call', Selected> {
  const placed = ids === null ? rows : rows.where('call.id', '>=', ids.from).where('call.id', '<=', ids.to);
  const day = ids === null ? sql<number>`call.day` : sql<number>`+call.day`;
  if (from_day !== undefined && from_day === to_day) return placed.where(day, '=', from_day);
  const begun = from_day === undefined ? placed : placed.where(day, '>=', from_day);
  return to_day === undefined ? begun : begun.where(day, '<=', to_day);
}

/** A call that was sent on is answered where any of its legs was; the last of them can be of the day after. */
function callAnswered(
  query: Kysely<Tables>,
  { from_day, to_day }: CallFilter,
  looking: Looking,
  wanted: boolean,
): RawBuilder<boolean> {
  const days = {
    ...(from_day !== undefined && { from_day }),
    ...(to_day !== undefined && { to_day: to_day + 1 }),
  };
  const later = wantedCalls(query, { ...days, answered: true }, looking)
    // A number in the text, for the database to see that there is an index of further legs.
    .where('head', '=', sql.lit(0))
    .where('call_group', 'is not', null);
  const groups = later
    .select(['day', 'call_group'])
    .union(later.select([sql<number>`call.day - 1`.as('day'), 'call_group']));
  const { sources, extensions, cost_centres } = looking.view;
  // Whose a leg was that has gone nobody knows any more, so only who sees everybody's is told of it.
  const gone =
    (sources ?? extensions ?? cost_centres) === null
      ? sql`exists (select 1 from gone_call where gone_call.day in (call.day, call.day + 1)
          and gone_call.call_group = call.call_group and gone_call.answered = 1)`
      : sql`0`;
  const sentOn = sql`call.call_group is not null and ((call.day, call.call_group) in ${groups} or ${gone})`;
  return wanted
    ? sql`(call.head = 1 and (call.answered = 1 or ${sentOn}))`
    : sql`(call.head = 1 and call.answered = 0 and not (${sentOn}))`;
}

function idsOf(names: readonly string[], sources: ReadonlyMap<number, string>): number[] {
  const found = [...sources].flatMap(([id, name]) => (names.includes(name) ? [id] : []));
  return found.length === 0 ? [-1] : found;
}

/** What is compared is what is shown. */
function ofLabel<Selected>(
  rows: SelectQueryBuilder<Tables, 'call', Selected>,
  shown: RawBuilder<unknown>,
  text: string,
): SelectQueryBuilder<Tables, 'call', Selected> {
  return rows.where(sql<boolean>`${shown} = (select id from label where label.text = ${text})`);
}
