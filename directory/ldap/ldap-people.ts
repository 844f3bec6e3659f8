import type { UNIT_KINDS } from '../../record/directory.ts';
import type { Cells } from '../import-lists.ts';
import type { RefusedEntry } from '../plan-import.ts';
import { comparableName, unitsBelow } from './distinguished-name.ts';
import type { GroupMembers } from './group-members.ts';
import { type LdapEntry, textsOf } from './ldap-entry.ts';
import type { LdapSettings } from './settings.ts';

/** A person of a server, as the directory has people. */
export interface LdapPerson {
  /** Where it stands: its distinguished name. */
  readonly place: string;
  /** `person`, `name`, `email`, `login`; one that is not asked for is not there. */
  readonly cells: Cells;
  /** Its cost centre with those above it, from the top down; null where the connection does not say where people belong. */
  readonly cost_centres: readonly CostCentre[] | null;
  readonly extensions: readonly { readonly site: string; readonly extension: string }[];
}

interface CostCentre {
  readonly code: string;
  readonly name: string;
  readonly kind: (typeof UNIT_KINDS)[number];
}

export interface LdapPeople {
  readonly people: readonly LdapPerson[];
  readonly refused: readonly RefusedEntry[];
  /** What was passed over, in sentences. */
  readonly notes: readonly string[];
}

export interface LdapFindings {
  readonly entries: readonly LdapEntry[];
  readonly groups: GroupMembers;
  readonly referrals: number;
}

/** What the numbering plans of the sites make of a number: an extension, or null where it is none of theirs. */
export interface SitePlans {
  readonly sites: readonly string[];
  extensionAt(site: string, number: string): string | null;
}

/** Makes people of entries. */
export function ldapPeople(findings: LdapFindings, settings: LdapSettings, plans: SitePlans): LdapPeople {
  const { entries, groups, referrals } = findings;
  const passed = { numbers: 0, sites: 0 };
  const refused: RefusedEntry[] = [];
  const people = entries.flatMap((entry): LdapPerson[] => {
    const { attributes } = settings;
    const [person] = textsOf(entry, attributes.person);
    if (person === undefined) {
      refused.push({ place: entry.dn, reason: `it has no ${attributes.person}` });
      return [];
    }
    const name = firstOf(entry, attributes.name);
    const optional = (column: 'email' | 'login'): Cells => {
      const attribute = attributes[column];
      return attribute === null ? {} : { [column]: textsOf(entry, attribute)[0] ?? '' };
    };
    return [
      {
        place: entry.dn,
        cells: { person, name: name ?? '', ...optional('email'), ...optional('login') },
        cost_centres: costCentresOf(entry, settings, groups),
        extensions: extensionsOf(entry, settings, plans, passed),
      },
    ];
  });
  const notes = [
    [passed.numbers, 'numbers that are no extensions of their site'],
    [passed.sites, 'people with extensions and of no site that is known'],
    [groups.unseen, 'members of groups that are not there, or not for this account'],
    [referrals, 'references to other servers, which are not followed'],
  ].flatMap(([count, what]) => (count === 0 ? [] : [`${what}: ${count}`]));
  return { people, refused, notes };
}

function firstOf(entry: LdapEntry, attributes: readonly string[]): string | undefined {
  return attributes.flatMap((attribute) => textsOf(entry, attribute))[0];
}

function costCentresOf(
  entry: LdapEntry,
  { cost_centres, base_dn }: LdapSettings,
  { members }: GroupMembers,
): CostCentre[] | null {
  const { groups, attribute, separator, organisational_units } = cost_centres;
  if (Object.keys(groups).length === 0 && attribute === null && !organisational_units) return null;
  const own = comparableName(entry.dn);
  const group = Object.entries(groups).find(([name]) => members.get(name)?.has(own));
  if (group !== undefined) return [single(group[1])];
  const given = attribute === null ? undefined : textsOf(entry, attribute)[0];
  if (given !== undefined && separator === null) return [single(given)];
  if (given !== undefined && separator !== null) return path(given.split(separator), separator);
  return organisational_units ? path(unitsBelow(entry.dn, base_dn), '/') : [];
}

function single(code: string): CostCentre {
  return { code, name: code, kind: 'cost_centre' };
}

/** `Sales/North` below `Sales`: the code of a level has those above it in it, so that two can have one name. */
function path(levels: readonly string[], separator: string): CostCentre[] {
  const names = levels.map((level) => level.trim()).filter((level) => level !== '');
  return names.map((name, depth) => ({
    ...{ code: names.slice(0, depth + 1).join(separator), name, kind: 'department' },
  }));
}

function extensionsOf(
  entry: LdapEntry,
  settings: LdapSettings,
  { sites, extensionAt }: SitePlans,
  passed: { numbers: number; sites: number },
): { site: string; extension: string }[] {
  const numbers = settings.attributes.extension.flatMap((attribute) => textsOf(entry, attribute));
  if (numbers.length === 0) return [];
  const site = siteOf(entry, settings, sites);
  if (site === null) {
    passed.sites += 1;
    return [];
  }
  // `+49 (0)30 555204` is how people write it; nobody dials that 0.
  const found = numbers.map((number) => extensionAt(site, number.replace(/^(\+[^(]*)\(0\)/, '$1')));
  passed.numbers += found.filter((extension) => extension === null).length;
  const own = new Set(found.filter((extension) => extension !== null));
  return [...own].map((extension) => ({ site, extension }));
}

function siteOf(entry: LdapEntry, settings: LdapSettings, sites: readonly string[]): string | null {
  const { attributes, site } = settings;
  const value = attributes.site === null ? undefined : textsOf(entry, attributes.site)[0];
  const named = value === undefined ? undefined : (settings.sites[value] ?? value);
  const fallback = site ?? (sites.length === 1 ? sites[0] : undefined);
  return [named, fallback].find((name) => name !== undefined && sites.includes(name)) ?? null;
}
