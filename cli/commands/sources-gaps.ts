import { grouped, textColumns, textTable } from '../../reports/text-table.ts';
import type { Command } from '../command.ts';
import { gapsOf, howSure, type NumberPlace, type SourceGap, unseenLosses } from '../number-gaps.ts';
import { ensureKnownSource } from '../source-names.ts';
import { isSet, sameFolder } from '../usage.ts';
import { requireAdministration } from '../viewer.ts';

export const sourcesGaps: Command = {
  name: 'sources gaps',
  summary: 'Files and records that did not come, by the numbers that telephone systems give them.',
  positionals: '[NAME]',
  options: { json: { value: null, summary: 'as a JSON array' } },
  example: './ledgerline sources gaps pbx',
  writes: false,
  audit: 'none',
  async run(call) {
    await requireAdministration(call, 'Sources and their files are');
    const source = call.positionals[0] ?? null;
    if (source !== null) await ensureKnownSource(call, source);
    const gaps = await gapsOf(call.reading(), source);
    if (isSet(call, 'json')) {
      await call.out(`${JSON.stringify(gaps, null, 1)}\n`);
      return 0;
    }
    await call.out(
      gaps.length === 0
        ? 'No number is missing among the files and records that have one.\n'
        : textTable(textColumns(TITLES, ['missing']), gaps.map(cellsOf)),
    );
    for (const unseen of await unseenLosses(call.reading(), source)) await call.out(`\n${unseen}\n`);
    if (gaps.some(({ of }) => of === 'records'))
      await call.out(`\n./ledgerline line show INTAKE OFFSET${sameFolder(call)} shows what stands there.\n`);
    return 0;
  },
};

const TITLES = ['source', 'of', 'series', 'missing', 'expected', 'found', 'behind', 'before', 'how sure'];

function cellsOf(gap: SourceGap): string[] {
  const { source, of, series, kind, missing, expected, found, after, at } = gap;
  return [
    ...[source, of, series, kind === 'restart' ? 'began anew' : grouped(missing)],
    ...[String(expected), String(found), placeText(after), placeText(at), howSure(gap)],
  ];
}

function placeText({ intake, offset, file }: NumberPlace): string {
  return file ?? `${intake} ${offset}`;
}
