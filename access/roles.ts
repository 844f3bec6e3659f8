import { DELETED_BY_COMMAND, type RoleSettings, SHOWN_FIELDS, type ShownField } from './policy.ts';

/** A role with everything decided. */
export type Role = Required<{ readonly [Key in keyof RoleSettings]: NonNullable<RoleSettings[Key]> }>;

/** What is not said is not shown. */
const NOTHING_SHOWN: Role = {
  sources: [],
  sites: [],
  extensions: [],
  cost_centres: [],
  own_extensions_only: false,
  numbers: 'hide all',
  shows: [],
  deletes: [],
};

const EVERYTHING: Role = {
  ...NOTHING_SHOWN,
  numbers: 'show all',
  shows: [...SHOWN_FIELDS],
  deletes: [...DELETED_BY_COMMAND],
};
/** As many as the French and the Italian authority ask for. */
const WITHOUT_LAST_DIGITS = 'hide last 4';

const role = (shows: readonly ShownField[], more: Partial<Role> = {}): Role => ({
  ...NOTHING_SHOWN,
  numbers: WITHOUT_LAST_DIGITS,
  shows: [...shows],
  ...more,
});

/** There without being configured; the table of them is in docs/access.md. */
export const BUILT_IN_ROLES = {
  /** Whoever runs the machine, and so has its disks. */
  operator: EVERYTHING,
  administrator: role(['extensions', 'causes', 'trunks', 'undefined', 'audit', 'administration']),
  supervisor: role(['extensions', 'names', 'causes'], { own_extensions_only: true }),
  user: role(['extensions', 'names', 'account_codes', 'causes'], {
    own_extensions_only: true,
    numbers: 'show all',
  }),
  finance: role(['extensions', 'account_codes', 'trunks']),
  data_protection_officer: EVERYTHING,
} as const satisfies Readonly<Record<string, Role>>;

/** The role of a name: built in, changed or made by the configuration; null for a name that nobody gave. */
export function roleNamed(name: string, roles: Readonly<Record<string, RoleSettings>>): Role | null {
  const builtIn = entryOf<Role>(BUILT_IN_ROLES, name);
  const given = entryOf(roles, name);
  if (builtIn === undefined && given === undefined) return null;
  const said = Object.entries(given ?? {}).filter(([, value]) => value !== undefined);
  return { ...NOTHING_SHOWN, ...builtIn, ...Object.fromEntries(said) };
}

/** All names of roles. */
export function roleNames(roles: Readonly<Record<string, RoleSettings>>): string[] {
  return [...new Set([...Object.keys(BUILT_IN_ROLES), ...Object.keys(roles)])];
}

/** Who did what, what was said, and how the machine is run, stands in no line. */
const IN_NO_LINE: readonly ShownField[] = ['audit', 'attachments', 'administration'];

/**
 * Why a role cannot be shown lines as they came: everything stands in them. Null where it can.
 */
export function whyNoRaw({
  numbers,
  shows,
  extensions,
  cost_centres,
  own_extensions_only,
}: Role): string | null {
  if (!shows.includes('raw')) return null;
  const missing = SHOWN_FIELDS.filter((field) => !IN_NO_LINE.includes(field) && !shows.includes(field));
  if (numbers !== 'show all') return 'numbers is not show all';
  if (extensions.length > 0 || own_extensions_only) return 'it is limited to extensions';
  if (cost_centres.length > 0) return 'it is limited to cost centres';
  return missing.length === 0 ? null : `it is not shown ${missing.join(', ')}`;
}

/** `constructor` is a name like any other. */
function entryOf<Entry>(entries: Readonly<Record<string, Entry>>, name: string): Entry | undefined {
  return Object.hasOwn(entries, name) ? entries[name] : undefined;
}
