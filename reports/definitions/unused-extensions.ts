import { type Day, parseDay, showDay } from '../../record/calendar.ts';
import { EXTENSION_COLUMNS, extensionRegister } from '../extension-register.ts';
import type { Report, ReportSources } from '../report.ts';
import type { ReportPeriod } from '../report-period.ts';

/** Extensions of the directory that took part in no call of the period. */
export const unusedExtensions: Report = {
  name: 'unused-extensions',
  title: 'Unused extensions',
  summary: 'Extensions of the directory without any call in the period, with their last call before it.',
  parameters: ['site'],
  columns: [
    ...EXTENSION_COLUMNS,
    { name: 'last_call', title: 'Last call', type: 'day' },
    { name: 'days_idle', title: 'Days idle', type: 'count' },
  ],
  async *rows(sources, { period, filter }) {
    const directory = await sources.wholeDirectory();
    const end = Math.min(period.to_day, sources.today) as Day;
    const last = await lastCalls(sources, period);
    const wanted = filter.sources?.map((source) => sources.sites_of[source]);
    for (const entry of extensionRegister(directory, end).extensions) {
      if (wanted?.includes(entry.site) === false) continue;
      const last_call = last.get(`${entry.site} ${entry.extension}`) ?? null;
      const day = last_call === null ? null : parseDay(last_call);
      if (day !== null && day >= period.from_day) continue;
      yield { ...entry, last_call, days_idle: day === null ? null : end - day };
    }
  },
};

/** The last day on which an extension had a call, up to the end of the period; of an internal one both ends take part. */
async function lastCalls(sources: ReportSources, period: ReportPeriod): Promise<Map<string, string>> {
  const ever = { ...period, from_day: 0 as Day };
  const counted = await sources.sums(ever, ['source', 'extension'], {});
  const called = await sources.sums(ever, ['source', 'called'], { direction: 'internal' });
  const last = new Map<string, string>();
  for (const { group, last_day } of [...counted, ...called]) {
    const site = sources.sites_of[group.source ?? ''] ?? '';
    const name = `${site} ${group.extension ?? group.called ?? ''}`;
    const known = last.get(name) ?? showDay(0);
    if (last_day >= known) last.set(name, last_day);
  }
  return last;
}
