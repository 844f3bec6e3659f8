import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AGED_SOURCE } from './aged-store.ts';
import { ROOT } from './benchmarks-page.ts';

/** Those of the traffic of benches. */
const FIRST_EXTENSION = 1000;
const EXTENSIONS = 2000;
const DEPARTMENTS = 10;
/** In each department. */
const COST_CENTRES = 8;
const FROM = '2020-01-01';

const CONFIGURATION = (watched: string): string => `
sites:
  site: { country: DE, area_code: '30', time_zone: UTC }
sources:
  ${AGED_SOURCE}: { kind: watch, site: site, driver: asterisk-csv, folder: ${watched}, enabled: false }
`;
const RATES = [
  'prefix,name,connection_fee,per_minute,minimum_seconds,first_increment_seconds,next_increment_seconds',
  '49,Germany,0.01,0.009,0,60,60',
  '4930,Berlin,0,0.006,0,60,60',
  '4915,German mobile,0,0.089,0,30,6',
  '4916,German mobile,0,0.089,0,30,6',
];

/** Gives a data folder cost centres in departments, an extension for every caller in them, and a tariff of one carrier. */
export function largeOrganisation(folder: string): (data: string) => void {
  return (data) => {
    const write = (name: string, lines: readonly string[]): string => {
      const path = join(folder, name);
      writeFileSync(path, `${lines.join('\n')}\n`);
      return path;
    };
    const watched = join(folder, 'watched');
    mkdirSync(watched);
    const imported = (name: string, lines: readonly string[]): void =>
      ledgerline(['directory', 'import', write(name, lines), '--data', data, '--from', FROM]);
    ledgerline(['config', 'apply', write('organisation.yaml', [CONFIGURATION(watched)]), '--data', data]);
    const carrier = ['--carrier', 'northtel', '--currency', 'EUR', '--from', FROM];
    ledgerline(['tariff', 'import', write('northtel.csv', RATES), ...carrier, '--data', data]);
    imported('cost-centres.csv', ['code,name,kind,parent', ...units()]);
    imported('extensions.csv', ['site,extension,cost_centre', ...extensions()]);
  };
}

function units(): string[] {
  return places(DEPARTMENTS).flatMap((department) => [
    `${department}00,Department ${department},cost_centre,`,
    ...places(COST_CENTRES).map(
      (unit) => `${department}0${unit},Team ${department}.${unit},department,${department}00`,
    ),
  ]);
}

function extensions(): string[] {
  return places(EXTENSIONS).map((place) => {
    const [department, unit] = [
      (place % DEPARTMENTS) + 1,
      (Math.floor(place / DEPARTMENTS) % COST_CENTRES) + 1,
    ];
    return `site,${FIRST_EXTENSION + place - 1},${department}0${unit}`;
  });
}

/** From 1 on. */
function places(count: number): number[] {
  return Array.from({ length: count }, (_, place) => place + 1);
}

function ledgerline(args: readonly string[]): void {
  const { status, stderr } = spawnSync(join(ROOT, 'ledgerline'), args, { encoding: 'utf8' });
  if (status !== 0)
    throw new Error(`ledgerline ${args.slice(0, 2).join(' ')} ended with ${status}: ${stderr}`);
}
