/**
 * What the directory is made of: lists of entries, and assignments between them that hold on whole days. Ids mean nothing, are
 * given once over all lists and never again.
 */
export const DIRECTORY_LISTS = {
  people: {
    table: 'person',
    // The name under `ldap` of whom they were last given by; null where that was a file.
    columns: ['external_id', 'name', 'email', 'login', 'origin'],
    key: ['external_id'],
  },
  /** Cost centres and departments, one tree. */
  units: { table: 'unit', columns: ['code', 'name', 'kind'], key: ['code'] },
  extensions: { table: 'extension', columns: ['site', 'number', 'name'], key: ['site', 'number'] },
  devices: { table: 'device', columns: ['name'], key: ['name'] },
  account_codes: { table: 'account_code', columns: ['code', 'name'], key: ['code'] },
  contacts: { table: 'contact', columns: ['number', 'name', 'organisation', 'had_call'], key: ['number'] },
} as const;
export type DirectoryList = keyof typeof DIRECTORY_LISTS;

/** What is assigned to what. Of one thing there is at most one assignment of a kind on a day; a day without one is "unassigned". */
export const ASSIGNMENTS = {
  extension_person: { of: 'extensions', to: 'people' },
  extension_unit: { of: 'extensions', to: 'units' },
  person_unit: { of: 'people', to: 'units' },
  account_code_person: { of: 'account_codes', to: 'people' },
  account_code_unit: { of: 'account_codes', to: 'units' },
  device_extension: { of: 'devices', to: 'extensions' },
  unit_parent: { of: 'units', to: 'units' },
} as const satisfies Readonly<Record<string, { of: DirectoryList; to: DirectoryList }>>;
export type AssignmentKind = keyof typeof ASSIGNMENTS;

export const UNIT_KINDS = ['cost_centre', 'department'] as const;

export interface DirectoryEntry {
  readonly id: number;
  readonly list: DirectoryList;
  /** By the columns of its list; numbers of extensions and contacts are the whole numbers of the store. */
  readonly values: Readonly<Record<string, string | number | null>>;
  /** The last day on which it is there; null while no end is known. */
  readonly to_day: number | null;
}

/** Local calendar days from the first to the last; a last day of null is open. */
export interface Span<Target> {
  readonly from_day: number;
  readonly to_day: number | null;
  readonly target: Target;
}

export interface Assignment extends Span<number> {
  readonly kind: AssignmentKind;
  readonly subject: number;
}

/** All of it, as it is since a version. */
export interface Directory {
  readonly version: number;
  /** The highest id that was ever given. */
  readonly last_id: number;
  readonly entries: readonly DirectoryEntry[];
  readonly assignments: readonly Assignment[];
}

export const EMPTY_DIRECTORY: Directory = { version: 0, last_id: 0, entries: [], assignments: [] };

/** Whose an extension, or an account code, is for some days. */
export interface Belonging {
  readonly person: number | null;
  /** Its own cost centre or department, else that of its person. */
  readonly unit: number | null;
  /** Ids from the top of the tree down to the unit, `/1/7/`; empty without one. */
  readonly path: string;
}

/**
 * What belongs to whom, worked out for the joining of calls: an extension or an account code, and its days in order. A unit is
 * its own on all days, under what is above it then.
 */
export interface ResolvedEntry {
  readonly list: 'extensions' | 'account_codes' | 'units';
  readonly entry: DirectoryEntry;
  readonly spans: readonly Span<Belonging>[];
}

/** One change of the directory, all or nothing. */
export interface DirectoryChange {
  /** The version it was worked out from; on another it is refused. */
  readonly based_on: number;
  readonly at: number;
  readonly by: string;
  /** The list it is about, for the history. */
  readonly list: string;
  readonly counts: Readonly<Record<string, number>>;
  readonly last_id: number;
  /** New ones, and those with other values. */
  readonly entries: readonly DirectoryEntry[];
  /** The whole series of days of each thing that changed. */
  readonly assignments: readonly {
    readonly kind: AssignmentKind;
    readonly subject: number;
    readonly spans: readonly Span<number>[];
  }[];
  readonly resolved: readonly ResolvedEntry[];
}

/** By what an entry is known within its list. */
export function keyOf(list: DirectoryList, values: DirectoryEntry['values']): string {
  return DIRECTORY_LISTS[list].key.map((column) => String(values[column] ?? '')).join('\t');
}

/** A change by which entries go for good, with every assignment from and to them. */
export interface ForgettingChange extends DirectoryChange {
  readonly removed: readonly Pick<DirectoryEntry, 'list' | 'id'>[];
}
