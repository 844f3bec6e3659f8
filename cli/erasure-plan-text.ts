import type { PlannedRequest } from '../maintenance/erasing-requests.ts';
import { showDay } from '../record/calendar.ts';
import type { Erasing } from '../record/erasure.ts';
import { counted, grouped, textColumns, textTable } from '../reports/text-table.ts';
import { COUNTED_ELSEWHERE, type SubjectCounts } from '../store/subject-store.ts';

/** What an erasure will do and not do, for whoever is about to ask for it. */
export function erasurePlanText(kind: string, how: Erasing, plan: PlannedRequest): string {
  const { gone, remains, damaged_raw_copies: damaged } = plan;
  const has = (counts: SubjectCounts): boolean => Object.keys(counts).length > 0;
  return [
    ...(has(gone)
      ? [`As ${kind === 'extension' ? 'an' : 'a'} ${kind}, this goes:\n`, countsTable(gone)]
      : []),
    ...((gone.calls ?? 0) + (gone.held_calls ?? 0) > 0 ? [LEGS[how]] : []),
    ...(gone.statements === undefined
      ? []
      : [
          `Statements are delivered reports: they go whole, in every format; what was sent lies elsewhere.\n`,
        ]),
    ...movedText(gone),
    ...heldText(plan),
    ...(has(remains)
      ? [`This remains, because it is in force or goes by itself within days: ${listed(remains)}.\n`]
      : []),
    ...(remains.configuration_versions === undefined ? [] : [IN_FORCE]),
    ...(damaged === 0
      ? []
      : [
          `${counted(damaged, 'file')} of raw copies cannot be read (./ledgerline verify names them): the request stays open until that is mended.\n`,
        ]),
    ...backupsText(plan.backups),
  ].join('');
}

/** Costs and minutes of calls that stay without anybody in them change their cost centre where theirs has too few people. */
function movedText(gone: SubjectCounts): string[] {
  const [above, none] = [gone[COUNTED_ELSEWHERE['unit above']] ?? 0, gone[COUNTED_ELSEWHERE['no unit']] ?? 0];
  const of = (count: number): string =>
    `${counted(count, 'call')} ${count === 1 ? 'is' : 'are'} of a cost centre with fewer people than smallest_group and will be counted to`;
  return [
    ...(above === 0 ? [] : [`${of(above)} the one above it.\n`]),
    ...(none === 0 ? [] : [`${of(none)} none, as no cost centre above it has enough.\n`]),
  ];
}

const LEGS: Readonly<Record<Erasing, string>> = {
  delete: 'All legs of a call go with it.\n',
  anonymise: 'The calls stay, as calls of nobody, with all legs of each.\n',
};

export function countsTable(counts: SubjectCounts): string {
  const moved: readonly string[] = Object.values(COUNTED_ELSEWHERE);
  const rows = Object.entries(counts)
    .filter(([what, count]) => count > 0 && !moved.includes(what))
    .map(([what, count]) => [what.replaceAll('_', ' '), grouped(count)]);
  return textTable(textColumns(['stored', 'count'], ['count']), rows);
}

const listed = (counts: SubjectCounts): string =>
  Object.entries(counts)
    .map(([what, count]) => `${what.replaceAll('_', ' ')} ${grouped(count)}`)
    .join(', ');

const IN_FORCE =
  'The configuration in force names it: only a new one without it changes that, ./ledgerline config apply FILE.\n';

function heldText({ holds, kept }: PlannedRequest): string[] {
  const { legal_holds: naming, ...rest } = kept;
  return [
    ...holds.map(({ hold, until, calls, raw_lines }) => {
      const end = until === null ? 'until it is released' : `until ${showDay(until)}, or it is released`;
      return `Legal hold ${hold} keeps ${counted(calls, 'call')} and ${counted(raw_lines, 'raw line')} ${end}.\n`;
    }),
    ...(Object.keys(rest).length === 0
      ? []
      : [
          `Legal holds keep of all this: ${listed(rest)}. The request stays open, and goes on by itself when they end.\n`,
        ]),
    ...(naming === undefined
      ? []
      : [
          `${counted(naming, 'legal hold')} in force ${naming === 1 ? 'names' : 'name'} the person: the request stays open until then.\n`,
        ]),
  ];
}

function backupsText({ noted, missing, backups, gone_by }: PlannedRequest['backups']): string[] {
  return [
    ...(backups === 0
      ? []
      : [
          `${counted(backups, 'backup')} at ${noted.join(', ')} ${backups === 1 ? 'has' : 'have'} it, encrypted, until ${gone_by} at most, or as long as no newer one is made: what is restored comes without it.\n`,
        ]),
    ...(missing.length === 0
      ? []
      : [
          `Away now: ${missing.join(', ')}. Backups there have it, too, and get the list of erasures when they are back.\n`,
        ]),
  ];
}
