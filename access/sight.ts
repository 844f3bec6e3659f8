import { maskPieces, type NumberMask } from '../privacy/masking.ts';
import { type CallView, type HiddenField, isOfSomePeople, type NumberRange } from '../record/call-view.ts';
import { extensionNumber } from '../record/number.ts';
import type { Subject } from '../record/subject.ts';
import {
  type AccessPolicy,
  numberMaskOf,
  type RoleSettings,
  type ShownField,
  type UserSettings,
} from './policy.ts';
import { roleNamed, roleNames } from './roles.ts';

/** What somebody may see: the one thing that the door (access/calls.ts, access/lines.ts) asks for. */
export interface Sight {
  /** For messages: `role supervisor`, `user anna`. */
  readonly viewer: string;
  readonly view: CallView;
  /** Lines that could not be read: where they stand and why, not what stands there. */
  readonly undefined_lines: boolean;
  /** Lines as they were received. */
  readonly raw: boolean;
  /** Who did what, and when. */
  readonly audit: boolean;
  /** Backups, archives, the configuration and sessions of sources. */
  readonly administration: boolean;
  /** People whose calls are restricted are shown as all others are. */
  readonly sees_restricted: boolean;
  /** Recordings and transcripts of the calls that are shown. */
  readonly attachments: boolean;
  /** They may be deleted before their age is reached. */
  readonly deletes_attachments: boolean;
}

/** Nobody is known by this name. */
export interface Unknown {
  readonly unknown: string;
  readonly known: readonly string[];
}

/** Whose calls are restricted is decided, and seen, by this role alone. */
const SEES_RESTRICTED = 'data_protection_officer';

/** The role of whoever types commands on the machine and does not stand under users. */
const OF_ACCOUNTS = 'operator';

/**
 * What a principal sees; `as` narrows that to what a role or user would see, and never adds to it. Whoever has no role is
 * unknown, and sees nothing.
 */
export function sightOf(
  policy: AccessPolicy,
  principal: string,
  as: string | null,
  restricted: readonly Subject[] = [],
): Sight | Unknown {
  const account = principal.split(' ', 1)[0] ?? '';
  const own =
    limitsOfUser(policy, account) ?? (account.startsWith('os:') ? limitsOfRole(policy, OF_ACCOUNTS) : null);
  if (own === null) return { unknown: account, known: [] };
  const context = { restricted, sites_of: policy.sites_of };
  if (as === null) return asSight(own, `user ${account}`, context);
  const asUser = limitsOfUser(policy, as);
  const other = asUser ?? limitsOfRole(policy, as);
  if (other === null)
    return { unknown: as, known: [...roleNames(policy.roles), ...Object.keys(policy.users)] };
  return asSight(narrowed(own, other), `${asUser === null ? 'role' : 'user'} ${as}`, context);
}

/** Null is any. */
interface Limits {
  readonly sources: readonly string[] | null;
  readonly extensions: readonly NumberRange[] | null;
  /** Of each list one; no list is any. */
  readonly cost_centres: readonly (readonly number[])[];
  readonly numbers: NumberMask;
  readonly shows: ReadonlySet<ShownField>;
  readonly sees_restricted: boolean;
  readonly deletes: ReadonlySet<string>;
}

function limitsOfUser(policy: AccessPolicy, name: string): Limits | null {
  const user = Object.hasOwn(policy.users, name) ? policy.users[name] : undefined;
  if (user === undefined) return null;
  const role = limitsOfRole(policy, user.role, user);
  if (role === null) return null;
  const scope = scopeOf(policy, user);
  const numbers = user.numbers === undefined ? role.numbers : numberMaskOf(user.numbers);
  const { shows, deletes, sees_restricted } = role;
  return narrowed(role, { ...scope, numbers, shows, deletes, sees_restricted });
}

function limitsOfRole(policy: AccessPolicy, name: string, user: Partial<UserSettings> = {}): Limits | null {
  const role = roleNamed(name, policy.roles);
  if (role === null) return null;
  const scope = scopeOf(policy, role);
  const own = { sources: null, extensions: rangesOf(user.extensions ?? []), cost_centres: [] };
  const { shows, deletes } = role;
  const limits = {
    ...(role.own_extensions_only ? scopesMet(scope, own) : scope),
    numbers: numberMaskOf(role.numbers),
  };
  const words = { shows: new Set(shows), deletes: new Set(deletes) };
  return { ...limits, ...words, sees_restricted: name === SEES_RESTRICTED };
}

type Scope = Pick<Limits, 'sources' | 'extensions' | 'cost_centres'>;
type ScopeSettings = Pick<RoleSettings, 'sources' | 'sites' | 'extensions' | 'cost_centres'>;

function scopeOf(policy: AccessPolicy, settings: ScopeSettings): Scope {
  const { sources = [], sites = [], extensions = [], cost_centres = [] } = settings;
  const named = sources.length === 0 ? null : sources;
  const atSites =
    sites.length === 0
      ? null
      : Object.entries(policy.sites_of).flatMap(([source, site]) => (sites.includes(site) ? [source] : []));
  return {
    sources: bothLists(named, atSites),
    extensions: extensions.length === 0 ? null : rangesOf(extensions),
    cost_centres: cost_centres.length === 0 ? [] : [unitsOf(policy, cost_centres)],
  };
}

/** One that the directory does not know has no calls, and so shows none. */
function unitsOf({ units }: AccessPolicy, names: readonly string[]): number[] {
  return names.flatMap((name) => {
    const id = Object.hasOwn(units, name) ? units[name] : undefined;
    return id === undefined ? [] : [id];
  });
}

function rangesOf(extensions: readonly string[]): NumberRange[] {
  return extensions.map((range) => {
    const [first = '', last = first] = range.split('-');
    return { from: extensionNumber(first), to: extensionNumber(last) };
  });
}

function narrowed(one: Limits, other: Limits): Limits {
  return {
    ...scopesMet(one, other),
    numbers: bothMasks(one.numbers, other.numbers),
    shows: one.shows.intersection(other.shows),
    sees_restricted: one.sees_restricted && other.sees_restricted,
    deletes: one.deletes.intersection(other.deletes),
  };
}

function scopesMet(one: Scope, other: Scope): Scope {
  const { sources, extensions } = one;
  const met =
    extensions === null || other.extensions === null
      ? (extensions ?? other.extensions)
      : extensions.flatMap((range) => (other.extensions ?? []).flatMap((limit) => overlap(range, limit)));
  return {
    sources: bothLists(sources, other.sources),
    extensions: met,
    cost_centres: [...one.cost_centres, ...other.cost_centres],
  };
}

function overlap(one: NumberRange, other: NumberRange): NumberRange[] {
  const [from, to] = [Math.max(one.from, other.from), Math.min(one.to, other.to)];
  return from <= to ? [{ from, to }] : [];
}

function bothLists(one: readonly string[] | null, other: readonly string[] | null): readonly string[] | null {
  if (one === null || other === null) return one ?? other;
  return one.filter((name) => other.includes(name));
}

/** What either of them hides; two of unlike kind hide all, which no viewer can take for more than is meant. */
function bothMasks(one: NumberMask, other: NumberMask): NumberMask {
  if (one.hide === 'nothing') return other;
  if (other.hide === 'nothing') return one;
  if (one.hide === 'last' && other.hide === 'last')
    return { hide: 'last', digits: Math.max(one.digits, other.digits) };
  if (one.hide === 'behind' && other.hide === 'behind')
    return { hide: 'behind', digits: Math.min(one.digits, other.digits) };
  return { hide: 'all' };
}

function asSight(
  { sources, extensions, cost_centres: each_of, numbers, shows, deletes, sees_restricted }: Limits,
  viewer: string,
  { restricted: people, sites_of }: { restricted: readonly Subject[]; sites_of: AccessPolicy['sites_of'] },
): Sight {
  const masked = numbers.hide !== 'nothing';
  const hidden = new Set<HiddenField>();
  const hide = (...fields: HiddenField[]): void => fields.forEach((field) => void hidden.add(field));
  if (!shows.has('names')) hide('calling_name', 'called_name');
  if (!shows.has('account_codes')) hide('account_code');
  if (!shows.has('causes')) hide('cause');
  if (!shows.has('trunks')) hide('trunk');
  // Numbers can stand there in any spelling.
  if (masked || !shows.has('extra')) hide('extra');
  const cost_centres = each_of.length === 0 ? null : { each_of, sites_of };
  // An unread line is a line of no extension.
  const undefined_lines = shows.has('undefined') && !isOfSomePeople({ extensions, cost_centres });
  const raw = shows.has('raw') && shows.has('extensions') && undefined_lines && hidden.size === 0;
  if (!raw) hide('line');
  const mask = maskPieces(numbers);
  const mask_extension = masked && !shows.has('extensions');
  const restricted = sees_restricted ? [] : people;
  const view = { sources, extensions, cost_centres, mask, mask_extension, hidden, restricted };
  const attachments = shows.has('attachments');
  const deletes_attachments = deletes.has('attachments');
  const words = { audit: shows.has('audit'), administration: shows.has('administration') };
  const rights = { ...words, attachments, deletes_attachments, sees_restricted };
  return { viewer, view, undefined_lines, raw, ...rights };
}
