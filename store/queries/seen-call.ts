import { type AliasedRawBuilder, type RawBuilder, type SelectQueryBuilder, sql } from 'kysely';
import { DIRECTIONS } from '../../record/call.ts';
import type { CallView, HiddenField, NumberRange } from '../../record/call-view.ts';
import { LEG_PARTS } from '../../record/leg-part.ts';
import { type PhoneNumber, UNIT_NUMBERS } from '../../record/number.ts';
import { applyMask, type MaskPiece } from '../../record/number-mask.ts';
import type { Subject } from '../../record/subject.ts';
import { holdSql } from '../legal-holds.ts';
import type { Tables } from '../tables.ts';
import { isOfUnits } from './call-belongings.ts';
import { maskedNumber } from './masked-number.ts';

type Row = Tables['call'];
type CallRows<Selected> = SelectQueryBuilder<Tables, 'call', Selected>;

/** The columns that a view has a say in; all others are as they are stored. */
const HIDDEN_COLUMNS: Partial<Readonly<Record<keyof Row, HiddenField>>> = {
  calling_name: 'calling_name',
  called_name: 'called_name',
  account_code: 'account_code',
  call_key: 'extra',
  cause: 'cause',
  trunk: 'trunk',
};

const COLUMNS = [
  ...['id', 'source', 'intake', 'offset', 'length', 'head', 'started_at', 'utc_offset_min'],
  ...['answered_at', 'answered_offset_min', 'ended_at', 'ended_offset_min', 'ring_ms', 'duration_ms'],
  ...['direction', 'answered', 'calling', 'called', 'dialled', 'extension', 'destination_class', 'private'],
  ...['held_by', 'marks', 'cause', 'trunk', 'destination_country', 'call_key', 'calling_name'],
  ...['cost_micros', 'currency', 'rate'],
  ...['called_name', 'account_code', 'odd_numbers', 'extra'],
] as readonly (keyof Row)[];

/** Of a table of masks (privacy/masking.ts) the store knows nothing: a number becomes one of which nothing is shown. */
const HIDE_ALL: readonly MaskPiece[] = [
  { from: 0, to: 9e15, modulus: 9e15, low: 0, high: 9e15, drop: 9e15, add: 7e15 + 3e13 },
];

const column = (name: keyof Row): RawBuilder<number | null> => sql`${sql.ref(`call.${name}`)}`;

/** Nothing of a call is kept from this viewer; which calls those are is another matter. */
export function isWhole({ mask, hidden, restricted }: CallView): boolean {
  return mask.length === 0 && hidden.size === 0 && restricted.length === 0;
}

/** True of a call of a person whose calls are restricted for this viewer. */
export function isRestricted({ restricted }: Pick<CallView, 'restricted'>): RawBuilder<boolean> {
  const people = restricted.map((subject: Subject) => holdSql(subject));
  return people.length === 0 ? sql`0` : sql.raw(`coalesce(${people.join(' or ')}, 0)`);
}

/** What of a restricted call is seen: nothing that says of whom it is. */
function ofRestricted(view: CallView, name: keyof Row): RawBuilder<unknown> {
  return seenColumn(
    {
      ...view,
      ...{ mask: HIDE_ALL, mask_extension: true, restricted: [] },
      hidden: new Set(Object.values(HIDDEN_COLUMNS)),
    },
    name,
  );
}

/** Every column as a viewer sees it, computed by the database, so that what is not shown never leaves it. */
export function seenColumns(view: CallView): AliasedRawBuilder<unknown, string>[] {
  return [...COLUMNS.map((name) => seenColumn(view, name).as(name)), isRestricted(view).as('restricted')];
}

/** One column as a viewer sees it. */
export function seenColumn(view: CallView, name: keyof Row): RawBuilder<unknown> {
  if (view.restricted.length > 0) {
    const plain = seenColumn({ ...view, restricted: [] }, name);
    return sql`case when ${isRestricted(view)} then ${ofRestricted(view, name)} else ${plain} end`;
  }
  const hidden = HIDDEN_COLUMNS[name];
  if (hidden !== undefined && view.hidden.has(hidden)) return sql`null`;
  if (name === 'extension') return seenExtension(view);
  if (name === 'extra' && view.hidden.has('extra')) return LEG_ALONE;
  return view.mask.length === 0 ? column(name) : besideMask(view, name);
}

/** A masked number must not stand in clear in another column. */
function besideMask(view: CallView, name: keyof Row): RawBuilder<unknown> {
  if (name === 'calling' || name === 'called') return maskedNumber(column(name), view.mask);
  // The record's own digits may be more or fewer than those of the number, so that their mask would show others of them.
  // So does the prefix of the price.
  if (name === 'dialled' || name === 'rate') return sql`null`;
  if (name === 'odd_numbers') return view.mask_extension ? sql`null` : ODD_EXTENSION;
  if (name === 'calling_name' || name === 'called_name') return withoutNumber(column(name), '*[0-9]*');
  if (name === 'trunk') return TRUNK;
  return column(name);
}

function withoutNumber(shown: RawBuilder<unknown>, pattern: string, text = shown): RawBuilder<unknown> {
  return sql`case when ${text} glob ${pattern} then null else ${shown} end`;
}

/** A channel can be named after a number. */
const TRUNK = withoutNumber(
  column('trunk'),
  `*${'[0-9]'.repeat(7)}*`,
  sql`(select text from label where label.id = ${column('trunk')})`,
);

const ODD_EXTENSION = sql`json_object('extension', json_extract(${column('odd_numbers')}, '$.extension'))`;

/** What a leg is of its call, in the words of every driver, says nothing of a person. */
const LEG = sql`json_extract(${column('extra')}, '$.leg')`;
const LEG_ALONE = sql`case when ${LEG} in (${sql.join(LEG_PARTS.map((part) => sql.lit(part)))})
  then json_object('leg', ${LEG}) end`;

/** The extension that a call is counted to: those in scope are shown where any is, all others as numbers are. */
function seenExtension(view: CallView): RawBuilder<number | null> {
  // In its place an anonymous call has the unit that it is counted to, which is no extension.
  return sql`iif(${column('extension')} < ${sql.lit(UNIT_NUMBERS)}, ${seenNumber(view)}, null)`;
}

function seenNumber({ mask, mask_extension, extensions }: CallView): RawBuilder<number | null> {
  const extension = column('extension');
  if (mask.length === 0) return extension;
  const masked = maskedNumber(extension, mask);
  if (mask_extension) return masked;
  if (extensions === null) return extension;
  return sql`case when ${within('extension', extensions)} then ${extension} else ${masked} end`;
}

/** Those rows of calls that a viewer may know of; an empty list is no row. */
export function inScope<Selected>(
  rows: CallRows<Selected>,
  { sources, extensions, cost_centres }: CallView,
  names: ReadonlyMap<number, string>,
): CallRows<Selected> {
  let scoped = rows;
  if (sources !== null) {
    const ids = [...names].flatMap(([id, name]) => (sources.includes(name) ? [sql.lit(id)] : []));
    scoped = scoped.where(
      ids.length === 0 ? sql<boolean>`0` : sql<boolean>`call.source in (${sql.join(ids)})`,
    );
  }
  for (const units of cost_centres?.each_of ?? [])
    scoped = scoped.where(isOfUnits(units, cost_centres?.sites_of ?? {}, names));
  if (extensions === null) return scoped;
  const internal = sql.lit(DIRECTIONS.indexOf('internal'));
  // An internal call has two inside parties, and is counted to one of them.
  return scoped.where(
    sql<boolean>`(${within('extension', extensions)} or call.direction = ${internal} and ${within('called', extensions)})`,
  );
}

function within(name: 'extension' | 'called', ranges: readonly NumberRange[]): RawBuilder<boolean> {
  if (ranges.length === 0) return sql`0`;
  const tests = ranges.map(
    ({ from, to }) => sql`${column(name)} between ${sql.lit(from)} and ${sql.lit(to)}`,
  );
  return sql`(${sql.join(tests, sql` or `)})`;
}

/** Calls of an extension, as the viewer sees extensions. */
export function ofExtension<Selected>(
  rows: CallRows<Selected>,
  view: CallView,
  typed: readonly PhoneNumber[],
): CallRows<Selected> {
  const { mask, mask_extension, extensions } = view;
  const shown = (number: PhoneNumber): boolean =>
    !mask_extension && (extensions?.some(({ from, to }) => number >= from && number <= to) ?? true);
  // One that is shown as it was typed is meant as it was typed.
  const clear = typed.filter(shown);
  const looked = clear.length > 0 ? clear : typed.map((number) => applyMask(mask, number));
  const found = sql<boolean>`${seenExtension(view)} in (${sql.join([...new Set(looked)])})`;
  return unrestricted(rows.where(found), view);
}

/** Calls from or to a number: typed whole or masked, it finds every call that looks the same to the viewer. */
export function ofMaskedNumber<Selected>(
  rows: CallRows<Selected>,
  view: CallView,
  typed: readonly PhoneNumber[],
): CallRows<Selected> {
  const { mask } = view;
  const looked = sql.join([...new Set(typed.map((number) => applyMask(mask, number)))]);
  const parties = (['calling', 'called'] as const).map(
    (name) => sql`${maskedNumber(column(name), mask)} in (${looked})`,
  );
  return unrestricted(rows.where(sql<boolean>`(${sql.join(parties, sql` or `)})`), view);
}

/** A call of which nothing is shown is not found by what it hides. */
export function unrestricted<Selected>(rows: CallRows<Selected>, view: CallView): CallRows<Selected> {
  return view.restricted.length === 0 ? rows : rows.where(sql<boolean>`not ${isRestricted(view)}`);
}
