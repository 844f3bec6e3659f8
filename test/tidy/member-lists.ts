import { join } from 'node:path';
import type { z } from 'zod';
import { loadCommands } from '../../cli/commands.ts';
import type { Report } from '../../reports/report.ts';
import { loadReports } from '../../reports/reports.ts';
import { ROOT } from './repository.ts';

const REPORTS = await loadReports();

/** What every member of a list has, as far as the house rules look at it. */
export interface Member {
  readonly name: string;
  readonly example: unknown;
  readonly options: unknown;
  readonly schedule?: unknown;
  readonly isDue?: unknown;
}

/** A list of members and the folder they stand in; that each is documented is in docs.test.ts. */
export interface MemberList {
  readonly list: string;
  readonly folder: string;
  /** The members by the name of their file. */
  readonly load: () => Promise<Readonly<Record<string, Member>>>;
  /** What is wrong with the example; null when nothing is. */
  readonly exampleTrouble: (member: Member) => string | null;
}

export const MEMBER_LISTS: readonly MemberList[] = [
  {
    list: 'processor/drivers.ts',
    folder: 'processor/drivers',
    load: () => loadRecord('processor/drivers.ts', 'DRIVERS'),
    exampleTrouble: optionsTrouble,
  },
  {
    list: 'collector/sources.ts',
    folder: 'collector/sources',
    load: () => loadRecord('collector/sources.ts', 'SOURCES'),
    exampleTrouble: optionsTrouble,
  },
  {
    list: 'cli/commands.ts',
    folder: 'cli/commands',
    load: async () => {
      const members: readonly Member[] = await loadCommands();
      return Object.fromEntries(members.map((member) => [member.name.replaceAll(' ', '-'), member]));
    },
    exampleTrouble: ({ name, example }) =>
      String(example).startsWith(`./ledgerline ${name}`) ? null : `does not begin with ./ledgerline ${name}`,
  },
  {
    list: 'maintenance/jobs.ts',
    folder: 'maintenance/jobs',
    load: () => loadRecord('maintenance/jobs.ts', 'JOBS'),
    exampleTrouble: scheduleTrouble,
  },
  {
    list: 'reports/reports.ts',
    folder: 'reports/definitions',
    load: async () => REPORTS as unknown as Readonly<Record<string, Member>>,
    exampleTrouble: drillTrouble,
  },
];

async function loadRecord(path: string, name: string): Promise<Readonly<Record<string, Member>>> {
  const module = (await import(join(ROOT, path))) as Record<string, unknown>;
  return module[name] as Readonly<Record<string, Member>>;
}

function optionsTrouble({ options, example }: Member): string | null {
  return (options as z.ZodType).safeParse(example).error?.message ?? null;
}

/** Jobs take no options; what they have to get right is their time of day. */
function scheduleTrouble({ schedule, isDue }: Member): string | null {
  if (schedule === null) return isDue === undefined ? 'nothing says when it is due' : null;
  const { hour, minute } = schedule as { hour: number; minute: number };
  return hour >= 0 && hour < 24 && minute >= 0 && minute < 60
    ? null
    : `${hour}:${minute} is no time of a day`;
}

/** Whether the text of a list imports this member by its path, at once or when it is asked for. */
export function isListed(text: string, folder: string, stem: string): boolean {
  const path = `'./${folder.split('/').at(-1)}/${stem}.ts'`;
  return text.includes(`from ${path}`) || text.includes(`import(${path})`);
}

/** The example of a report is where its rows lead: there must be such a report, and it must take what it is narrowed by. */
function drillTrouble(member: Member): string | null {
  const { drill, columns } = member as unknown as Report;
  if (drill === undefined) return null;
  const target = REPORTS[drill.report];
  if (target === undefined) return `there is no report ${drill.report}`;
  const names = typeof columns === 'function' ? null : columns.map(({ name }) => name);
  const wrong = Object.entries(drill.by).find(
    ([parameter, column]) =>
      !target.parameters.some((name) => name === parameter) || names?.includes(column) === false,
  );
  return wrong === undefined ? null : `${drill.report} is not narrowed by ${wrong.join(' of ')}`;
}
