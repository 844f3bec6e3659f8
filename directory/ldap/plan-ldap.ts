import type { Directory, DirectoryEntry } from '../../record/directory.ts';
import { IMPORT_LISTS } from '../import-lists.ts';
import { type GivenEntry, type ImportPlan, type ImportWish, planLists } from '../plan-import.ts';
import { targetOn } from '../spans.ts';
import type { LdapPeople } from './ldap-people.ts';

export type LdapWish = Pick<ImportWish, 'from_day' | 'today' | 'complete' | 'sites'> & {
  /** The connection, by its name in the configuration. */
  readonly origin: string;
};

export interface LdapPlan extends ImportPlan {
  readonly notes: readonly string[];
}

/** What the people of a server change: cost centres that are not there yet, the people, and whose extensions are. */
export function planLdap(before: Directory, given: LdapPeople, wish: LdapWish): LdapPlan {
  const { people } = given;
  const shared = sharedExtensions(people);
  const plan = planLists(
    before,
    [
      {
        ...wish,
        ...{ list: IMPORT_LISTS['cost-centres'], entries: newCostCentres(before, people, wish) },
        complete: false,
      },
      {
        ...wish,
        list: IMPORT_LISTS.people,
        entries: people.map(({ place, cells, cost_centres }) => ({
          place,
          cells: cost_centres === null ? cells : { ...cells, cost_centre: cost_centres.at(-1)?.code ?? '' },
        })),
      },
      {
        ...{ ...wish, list: IMPORT_LISTS.extensions, complete: false },
        entries: [
          ...heldExtensions(people, shared),
          ...(wish.complete ? leftExtensions(before, people, wish) : []),
        ],
      },
    ],
    { called: `ldap ${wish.origin}`, watched: wish.complete },
  );
  const notes = [...shared].map((name) => `extension ${name} is of several people, and stays as it is`);
  return { ...plan, refused: [...given.refused, ...plan.refused], notes: [...given.notes, ...notes] };
}

/** One that is there stays as it is: who runs the directory may have given it a better name, or another place in the tree. */
function newCostCentres({ entries }: Directory, people: LdapPeople['people'], { from_day }: LdapWish) {
  const names = new Map<string, DirectoryEntry>();
  for (const entry of entries) if (entry.list === 'units') names.set(String(entry.values.code), entry);
  const made = new Map<string, GivenEntry>();
  for (const { place, cost_centres } of people)
    for (const [depth, { code, name, kind }] of (cost_centres ?? []).entries()) {
      const known = names.get(code);
      if (known !== undefined && (known.to_day === null || known.to_day >= from_day)) continue;
      const parent = cost_centres?.[depth - 1]?.code;
      const cells = { code, ...(known === undefined ? { name, kind } : { name: String(known.values.name) }) };
      made.set(code, { place, cells: parent === undefined ? cells : { ...cells, parent } });
    }
  return [...made.values()];
}

/** Nobody can tell whose call it was, so none of them gets it. */
function sharedExtensions(people: LdapPeople['people']): Set<string> {
  const seen = new Set<string>();
  const shared = new Set<string>();
  for (const name of people.flatMap(({ extensions }) => extensions.map(nameOf))) {
    if (seen.has(name)) shared.add(name);
    seen.add(name);
  }
  return shared;
}

function heldExtensions(people: LdapPeople['people'], shared: ReadonlySet<string>): GivenEntry[] {
  return people.flatMap(({ place, cells, extensions }) =>
    extensions
      .filter((extension) => !shared.has(nameOf(extension)))
      .map(({ site, extension }) => ({ place, cells: { site, extension, person: cells.person ?? '' } })),
  );
}

/** Extensions that a person of this server has and that the server does not give to anybody any more. */
function leftExtensions(
  { entries, assignments }: Directory,
  people: LdapPeople['people'],
  { origin, from_day }: LdapWish,
): GivenEntry[] {
  const given = new Set(people.flatMap(({ extensions }) => extensions.map(nameOf)));
  const own = new Set(
    entries.filter(({ list, values }) => list === 'people' && values.origin === origin).map(({ id }) => id),
  );
  const ofPeople = assignments.filter(({ kind }) => kind === 'extension_person');
  const spans = Map.groupBy(ofPeople, ({ subject }) => subject);
  return entries.flatMap(({ id, list, values }) => {
    const person = list === 'extensions' ? targetOn(spans.get(id) ?? [], from_day) : null;
    if (person === null || !own.has(person)) return [];
    const [site, extension] = [String(values.site), String(values.name)];
    if (given.has(nameOf({ site, extension }))) return [];
    return [{ place: nameOf({ site, extension }), cells: { site, extension, person: '' } }];
  });
}

function nameOf({ site, extension }: { readonly site: string; readonly extension: string }): string {
  return `${extension} at ${site}`;
}
