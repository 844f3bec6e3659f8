import { Assignments } from '../directory/belongings.ts';
import type { Day } from '../record/calendar.ts';
import type { Directory, DirectoryEntry } from '../record/directory.ts';
import type { ReportColumn } from './report.ts';

/** An extension of the directory as it is on a day. */
export interface RegisteredExtension {
  readonly site: string;
  readonly extension: string;
  readonly devices: string | null;
  readonly person: string | null;
  readonly person_name: string | null;
  readonly cost_centre: string | null;
}

/** The columns of a registered extension. */
export const EXTENSION_COLUMNS: readonly ReportColumn[] = [
  { name: 'site', title: 'Site', type: 'text' },
  { name: 'extension', title: 'Extension', type: 'text' },
  { name: 'devices', title: 'Devices', type: 'text' },
  { name: 'person', title: 'Person', type: 'text' },
  { name: 'person_name', title: 'Name', type: 'text' },
  { name: 'cost_centre', title: 'Cost centre', type: 'text' },
];

/** Every extension that is there on a day, and which people and devices have none. */
export function extensionRegister({ entries, assignments }: Directory, day: Day) {
  const look = new Assignments(assignments);
  const byId = new Map(entries.map((entry) => [entry.id, entry.values]));
  const text = (id: number | null, column: string): string | null => {
    const value = byId.get(id ?? -1)?.[column] ?? null;
    return value === null ? null : String(value);
  };
  const there = (list: DirectoryEntry['list']): DirectoryEntry[] =>
    entries.filter((entry) => entry.list === list && (entry.to_day === null || entry.to_day >= day));
  const order = new Intl.Collator('en', { numeric: true });
  const devicesOf = Map.groupBy(there('devices'), ({ id }) => look.on('device_extension', id, day));
  const owners = new Set<number | null>();
  const extensions = there('extensions').map(({ id, values }): RegisteredExtension => {
    const { person, unit } = look.belonging('extensions', id, day);
    owners.add(person);
    const devices = (devicesOf.get(id) ?? []).map((device) => String(device.values.name)).sort();
    return {
      ...{ site: String(values.site), extension: String(values.name) },
      devices: devices.length === 0 ? null : devices.join(' '),
      ...{ person: text(person, 'external_id'), person_name: text(person, 'name') },
      cost_centre: text(unit, 'code'),
    };
  });
  extensions.sort(
    (one, other) => order.compare(one.site, other.site) || order.compare(one.extension, other.extension),
  );
  return {
    extensions,
    people: there('people')
      .filter(({ id }) => !owners.has(id))
      .map(({ id }) => ({
        ...{ person: text(id, 'external_id'), person_name: text(id, 'name') },
        cost_centre: text(look.on('person_unit', id, day), 'code'),
      })),
    devices: (devicesOf.get(null) ?? []).map(({ values }) => String(values.name)).sort(order.compare),
  };
}
