import { EXTENSION_COLUMNS, extensionRegister } from '../extension-register.ts';
import type { Report } from '../report.ts';
import { addSums } from '../sum-rows.ts';

/** Who has what today, and whether it is used. */
export const inventory: Report = {
  name: 'inventory',
  title: 'Inventory',
  summary:
    'Extensions with their devices and people as they are today, and calls of the period; people and devices without one last.',
  parameters: ['site'],
  columns: [
    ...EXTENSION_COLUMNS,
    { name: 'calls', title: 'Calls', type: 'count', total: 'sum' },
    { name: 'legs', title: 'Legs', type: 'count', total: 'sum' },
    { name: 'duration_ms', title: 'Duration', type: 'duration', total: 'sum' },
    { name: 'last_call', title: 'Last call', type: 'day' },
  ],
  drill: { report: 'itemised', by: { extension: 'extension', site: 'site' } },
  async *rows(sources, { period, filter }) {
    const register = extensionRegister(await sources.wholeDirectory(), sources.today);
    const found = await sources.sums(period, ['source', 'extension'], filter);
    const groups = Map.groupBy(
      found,
      ({ group }) => `${sources.sites_of[group.source ?? ''] ?? ''} ${group.extension ?? ''}`,
    );
    const wanted = filter.sources?.map((source) => sources.sites_of[source]);
    for (const entry of register.extensions) {
      if (wanted?.includes(entry.site) === false) continue;
      const sums = groups.get(`${entry.site} ${entry.extension}`) ?? [];
      const { calls, legs, duration_ms } = addSums(sums);
      const last_call =
        sums
          .map(({ last_day }) => last_day)
          .sort()
          .at(-1) ?? null;
      yield { ...entry, calls, legs, duration_ms, last_call };
    }
    // These are at no site.
    if (wanted !== undefined) return;
    for (const person of register.people) yield person;
    for (const device of register.devices) yield { devices: device };
  },
};
