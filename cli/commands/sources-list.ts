import { showTime } from '../../record/calendar.ts';
import { grouped, textColumns, textTable } from '../../reports/text-table.ts';
import { knownSources, refusedFiles } from '../../store/queries/intakes.ts';
import type { Command } from '../command.ts';
import { gapNotices, gapsOf, missingOf, RECENT_DAYS } from '../number-gaps.ts';
import { asJson, refusedTable } from '../refused-files.ts';
import { troublesOfService } from '../service/control-socket.ts';
import { activeConfiguration, LISTS } from '../service/judging.ts';
import type { SourceTrouble } from '../service/present-troubles.ts';
import { isSet, sameFolder } from '../usage.ts';
import { requireAdministration } from '../viewer.ts';

export const sourcesList: Command = {
  name: 'sources list',
  summary:
    'The configured sources and those that ever brought something, with present troubles and refused files.',
  positionals: '',
  options: { json: { value: null, summary: 'as a JSON array' } },
  example: './ledgerline sources list',
  writes: false,
  audit: 'none',
  async run(call) {
    await requireAdministration(call, 'Sources and their files are');
    const store = call.reading();
    const configuration = await activeConfiguration(store);
    const known = new Map((await knownSources(store.query)).map((row) => [row.source, row]));
    const refused = await refusedFiles(store.query, null);
    const gaps = await gapsOf(store, null, 'recent');
    const troubles = await troublesOfService(call.folder);
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
        running: troubles !== null && entry?.enabled === true,
        trouble: troubleOf(troubles ?? [], name, entry?.enabled === true),
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
    const idle = troubles === null && rows.some(({ enabled }) => enabled === true);
    const below = [troubleTable(troubles ?? []), idle ? NO_SERVICE : '', refusedTable(refused), ...notices];
    await call.out(textTable(columns, cells) + below.join(''));
    return 0;
  },
};

const NO_SERVICE = '\nNo service runs on this data folder: nothing is collected.\n';

/** Its own, else what holds up all sources; of one that does not run there is none. */
function troubleOf(troubles: readonly SourceTrouble[], name: string, runs: boolean) {
  const found =
    troubles.find(({ source }) => source === name) ?? troubles.find(({ source }) => source === null);
  if (found === undefined || !runs) return null;
  return { since: showTime(found.since, 0), reason: found.reason, hint: found.hint };
}

/** Present troubles as people read them; empty when there are none. */
function troubleTable(troubles: readonly SourceTrouble[]): string {
  if (troubles.length === 0) return '';
  const titles = ['source', 'present trouble', 'since', 'what to do'];
  const rows = troubles.map(({ source, reason, since, hint }) => [
    ...[source ?? '(all)', reason, showTime(since, 0), hint],
  ]);
  return `\n${textTable(textColumns(titles), rows)}`;
}
