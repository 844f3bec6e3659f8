import { showDay } from '../record/calendar.ts';
import {
  ASSIGNMENTS,
  type AssignmentKind,
  type Directory,
  type DirectoryEntry,
  type DirectoryList,
  keyOf,
  type Span,
} from '../record/directory.ts';

/** What becomes of one entry, for people. */
export interface EntryChange {
  readonly what: 'added' | 'changed' | 'ended';
  readonly list: DirectoryList;
  readonly key: string;
  readonly name: string;
  readonly details: readonly string[];
}

/** Every entry that the one directory has otherwise than the other, with what is otherwise. */
export function changesBetween(before: Directory, after: Directory): EntryChange[] {
  const [old, now] = [sided(before), sided(after)];
  return after.entries.flatMap((entry): EntryChange[] => {
    const earlier = old.entries.get(entry.id) ?? null;
    const details = [
      ...valueDetails(earlier, entry),
      ...Object.entries(ASSIGNMENTS).flatMap(([kind, { of }]) =>
        of === entry.list ? spanDetails(old, now, kind as AssignmentKind, entry.id) : [],
      ),
    ];
    const ends = earlier !== null && earlier.to_day !== entry.to_day;
    if (earlier !== null && details.length === 0 && !ends) return [];
    const what = earlier === null ? 'added' : ends && entry.to_day !== null ? 'ended' : 'changed';
    const { list } = entry;
    const last = entry.to_day === null ? [] : [`until ${showDay(entry.to_day)}`];
    return [
      { what, list, key: keyOf(list, entry.values), name: nameOf(entry), details: [...details, ...last] },
    ];
  });
}

/** By what people know an entry: its code, number or name. */
export function nameOf({ list, values }: Pick<DirectoryEntry, 'list' | 'values'>): string {
  if (list === 'people') return String(values.external_id);
  if (list === 'units' || list === 'account_codes') return String(values.code);
  if (list === 'extensions') return `${values.site} ${values.name}`;
  return list === 'contacts' ? `+${values.number}` : String(values.name);
}

/** How a list is called. */
export const LIST_WORDS: Readonly<Record<DirectoryList, string>> = {
  people: 'people',
  units: 'cost centres',
  extensions: 'extensions',
  devices: 'devices',
  account_codes: 'account codes',
  contacts: 'contacts',
};

/** How an assignment is called. */
export const ASSIGNED_AS: Readonly<Record<AssignmentKind, string>> = {
  extension_person: 'person',
  extension_unit: 'cost centre',
  person_unit: 'cost centre',
  account_code_person: 'person',
  account_code_unit: 'cost centre',
  device_extension: 'extension',
  unit_parent: 'parent',
};

interface Side {
  readonly entries: ReadonlyMap<number, DirectoryEntry>;
  readonly series: ReadonlyMap<string, readonly Span<number>[]>;
}

function sided({ entries, assignments }: Directory): Side {
  return {
    entries: new Map(entries.map((entry) => [entry.id, entry])),
    series: Map.groupBy(assignments, ({ kind, subject }) => `${kind} ${subject}`),
  };
}

/** How lists call what the store calls otherwise. */
const GIVEN_AS: Readonly<Record<string, string>> = { external_id: 'person' };

function valueDetails(earlier: DirectoryEntry | null, entry: DirectoryEntry): string[] {
  if (earlier === null) return [];
  return Object.entries(entry.values).flatMap(([column, value]) => {
    const old = earlier.values[column] ?? null;
    return old === (value ?? null)
      ? []
      : [`${GIVEN_AS[column] ?? column}: ${old ?? 'none'} → ${value ?? 'none'}`];
  });
}

/** What is assigned from the first day on which it is otherwise. */
function spanDetails(old: Side, now: Side, kind: AssignmentKind, subject: number): string[] {
  const name = `${kind} ${subject}`;
  const [earlier, spans] = [old.series.get(name) ?? [], now.series.get(name) ?? []];
  const text = ({ from_day, to_day, target }: Span<number>): string => `${from_day} ${to_day} ${target}`;
  const known = new Set(earlier.map(text));
  const shown = (span: Span<number>): string => {
    const target = now.entries.get(span.target);
    const until = span.to_day === null ? '' : ` to ${showDay(span.to_day)}`;
    return `${ASSIGNED_AS[kind]} ${target === undefined ? '?' : nameOf(target)} from ${showDay(span.from_day)}${until}`;
  };
  const others = spans.filter((span) => !known.has(text(span))).map(shown);
  const fewer = others.length === 0 && spans.length < earlier.length;
  return fewer ? [`no ${ASSIGNED_AS[kind]} any more on some days`] : others;
}
