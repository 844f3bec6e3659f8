import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { showDay } from '../../record/calendar.ts';
import type { Person, SITES, TelephoneSystem } from './company.ts';
import type { DemoFolder } from './demo-folder.ts';
import type { DemoTraffic } from './demo-traffic.ts';

/** Invented carriers, and the telephone systems whose calls they carry. */
export const CARRIERS = [
  { name: 'rheintel', currency: 'EUR', sources: ['headquarters'] },
  { name: 'thamescom', currency: 'GBP', sources: ['london', 'warehouse'] },
] as const;

const SHEET_COLUMNS =
  'prefix,name,connection_fee,per_minute,minimum_seconds,first_increment_seconds,next_increment_seconds';
const SHEETS: Readonly<Record<(typeof CARRIERS)[number]['name'], readonly string[]>> = {
  rheintel: [
    '49,Germany,0,0.009,0,60,60',
    '4930,Berlin,0,0.006,0,60,60',
    ...['4915', '4916', '4917'].map((prefix) => `${prefix},German mobile,0,0.089,0,30,6`),
    '44,United Kingdom,0.02,0.015,0,1,1',
    '33,France,0.02,0.015,0,1,1',
    '46,Sweden,0.02,0.019,0,1,1',
    '1,North America,0.02,0.018,0,1,1',
    '61,Australia,0.02,0.039,0,1,1',
  ],
  thamescom: [
    '44,United Kingdom,0.01,0.012,0,1,1',
    '447,British mobile,0,0.075,60,1,1',
    '44808,British freephone,0,0,0,1,1',
    '4490,British premium,0,1.25,0,60,60',
    '49,Germany,0.02,0.014,0,1,1',
    ...['4915', '4916', '4917'].map((prefix) => `${prefix},German mobile,0,0.099,0,30,6`),
    '33,France,0.02,0.014,0,1,1',
    '46,Sweden,0.02,0.018,0,1,1',
    '1,North America,0.02,0.017,0,1,1',
    '61,Australia,0.02,0.041,0,1,1',
  ],
};

/** Code, name and the site it is of; those of a site belong to the first of it. */
const UNITS: Readonly<Record<keyof typeof SITES, readonly (readonly [code: string, name: string])[]>> = {
  berlin: [
    ['1000', 'Berlin'],
    ['1100', 'Sales'],
    ['1200', 'Customer service'],
    ['1300', 'Administration'],
  ],
  london: [
    ['2000', 'London'],
    ['2100', 'Sales'],
    ['2200', 'Warehouse'],
  ],
};

/** What the organisation of the company is taken in by, in this order. */
export function organisationCommands(folder: DemoFolder, { days, company }: DemoTraffic): string[][] {
  const place = join(folder.root, 'origin', 'organisation');
  mkdirSync(place);
  const from = showDay(days.first);
  const write = (name: string, lines: readonly string[]): string => {
    writeFileSync(join(place, name), `${lines.join('\n')}\n`);
    return join(place, name);
  };
  const sheets = CARRIERS.map(({ name, currency }) => [
    ...['tariff', 'import', write(`${name}.csv`, [SHEET_COLUMNS, ...SHEETS[name]])],
    ...['--carrier', name, '--currency', currency, '--from', from],
  ]);
  const placed = company.flatMap((system) =>
    system.people.map((person, index) => ({ system, person, index })),
  );
  const lists = {
    'cost-centres': ['code,name,kind,parent,from', ...unitLines(from)],
    people: [
      'person,name,cost_centre,from',
      ...placed.map(({ system, person, index }) => {
        return `${idOf(person)},${person.name},${unitOf(system, index)},${from}`;
      }),
    ],
    extensions: [
      'site,extension,person,from',
      ...placed.map(({ system, person }) => `${system.site},${person.extension},${idOf(person)},${from}`),
    ],
  };
  const imports = Object.entries(lists).map(([name, lines]) => [
    ...['directory', 'import', write(`${name}.csv`, lines)],
  ]);
  return [...sheets, ...imports];
}

function unitLines(from: string): string[] {
  return Object.values(UNITS).flatMap(([[top, name] = ['', ''], ...below]) => [
    `${top},${name},cost_centre,,${from}`,
    ...below.map((unit) => `${unit.join(',')},department,${top},${from}`),
  ]);
}

function idOf({ extension }: Person): string {
  return `P${extension}`;
}

/** The warehouse is a department; in the others every fourth works elsewhere than the one beside. */
function unitOf({ name, site }: TelephoneSystem, index: number): string {
  if (name === 'warehouse') return '2200';
  const below = UNITS[site].slice(1).filter(([code]) => code !== '2200');
  return below[Math.floor(index / 4) % below.length]?.[0] ?? '';
}
