import { showTime } from '../../record/calendar.ts';
import { grouped, textColumns, textTable } from '../../reports/text-table.ts';
import { knownSources, refusedFiles } from '../../store/queries/intakes.ts';
import type { Command } from '../command.ts';
import { gapNotices, gapsOf, missingOf, RECENT_DAYS } from '../number-gaps.ts';
import { asJson, refusedTable } from '../refused-files.ts';
import { activeConfiguration, LISTS } from '../service/judging.ts';
import { isSet, sameFolder } from '../usage.ts';

export const sourcesList: Command = {
  name: 'sources list',
  summary: 'The configured sources and those that ever brought something, with the files that were refused.',
  positionals: '',
  options: { json: { value: null, summary: 'as a JSON array' } },
  example: './ledgerline sources list',
  writes: false,
  async run(call) {
    const store = call.reading();
    const configuration = await activeConfiguration(store);
    const known = new Map((await knownSources(store.query)).map((row) => [row.source, row]));
    const refused = await refusedFiles(store.query, null);
    const gaps = await gapsOf(store, null, 'recent');
    const names = [...new Set([...Object.keys(configuration.sources), ...known.keys()])].sort();
    const rows = names.map((name) => {
      const entry = Object.hasOwn(configuration.sources, name) ? configuration.sources[name] : undefined;
      const met = known.get(name);
      return {
        source: name,
        kind: entry?.kind ?? null,
        promise: entry === undefined ? null : (LISTS.sources[entry.kind]?.promise ?? null),
        driver: entry?.format ?? entry?.driver ?? null,
        site: entry?.site ?? null,
        enabled: entry?.enabled ?? null,
        intakes: met?.intakes ?? 0,
        last_received_at: met?.last_received_at == null ? null : showTime(met.last_received_at, 0),
        host_key: met?.host_key ?? null,
        refused: refused.filter(({ source }) => source === name).map(asJson),
        missing: missingOf(gaps, name),
      };
    });
    if (isSet(call, 'json')) {
      await call.out(`${JSON.stringify(rows, null, 1)}\n`);
      return 0;
    }
    if (rows.length === 0) {
      await call.out('No source is configured and none brought anything yet.\n');
      return 0;
    }
    const titles = ['source', 'kind', 'driver', 'site', 'intakes', 'last received', 'refused', 'host key'];
    const cells = rows.map((row) => [
      row.source,
      row.kind === null ? '(ingest)' : row.enabled === false ? `${row.kind} (off)` : row.kind,
      row.driver ?? '',
      row.site ?? '',
      grouped(row.intakes),
      row.last_received_at ?? 'never',
      grouped(row.refused.length),
      row.host_key ?? '',
    ]);
    const columns = textColumns(titles, ['intakes', 'refused']);
    const notices = gapNotices(gaps, sameFolder(call)).map((notice) => `\n${notice}\n`);
    if (notices.length > 0)
      notices.push(`Of records, these are the last ${RECENT_DAYS} days of each source.\n`);
    await call.out(textTable(columns, cells) + refusedTable(refused) + notices.join(''));
    return 0;
  },
};
