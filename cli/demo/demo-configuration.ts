import { join } from 'node:path';
import { SITES } from './company.ts';
import type { DemoFolder } from './demo-folder.ts';
import { CARRIERS } from './demo-organisation.ts';
import { definedFixtures, type FixtureSource } from './fixture-cases.ts';

/** Ports of the simulated telephone systems, which are free ones of this machine. */
export interface DemoPorts {
  readonly ssh: number;
  readonly telephones: number;
}

/** Before anything arrives, while the simulated telephone systems are there, and after. */
export type DemoPhase = 'before' | 'running' | 'after';

/** Whoever runs the demo may read the last calls of this extension. */
export const MEMORY = { name: 'reception', extension: '200' } as const;

/**
 * The document of the demo. The sources that call the simulated telephone systems are kept, but not run, before and after these
 * are there; the watched folder of the headquarters is, too, before the prices are in.
 */
export function demoConfiguration(
  folder: DemoFolder,
  ports: DemoPorts,
  fixtures: readonly FixtureSource[],
  { phase, user }: { phase: DemoPhase; user: string },
): string {
  const running = phase === 'running';
  return `# What ./ledgerline demo runs with. docs/configuration.md explains every key.
# Seconds between two looks are short here, so that the demo ends soon; leave them out in earnest.
sites:
${Object.entries(SITES)
  .map(([name, site]) => `  ${name}: ${JSON.stringify(site)}`)
  .join('\n')}
thresholds:
  - { name: too-short, answered: true, shorter_than_seconds: 3 }
  - { name: internal-unanswered, answered: false, directions: [internal] }
${carriers()}${callMemory(user)}sources:
  # Asterisk writes its Master.csv files into a folder of this machine.
  headquarters:
    kind: watch
    enabled: ${phase !== 'before'}
    site: berlin
    driver: asterisk-csv
    folder: ${JSON.stringify(folder.headquarters)}
    interval_seconds: 1
  # Cisco Unified Communications Manager pushes to an SSH server, from where they are fetched.
  london:
    kind: sftp
    enabled: ${running}
    site: london
    driver: cisco-cucm
    host: 127.0.0.1
    port: ${ports.ssh}
    user: cdr
    password: ${JSON.stringify(`file:${folder.password}`)}
    folder: cdr
    files: ['cdr_*', 'cmr_*']
    afterwards: move
    interval_seconds: 1
    retry_seconds: 1
${warehouse(ports, running)}${fixtures.map((source) => fixtureSource(folder, source, running)).join('')}${formats()}`;
}

function warehouse(ports: DemoPorts, running: boolean): string {
  return `  # A Mitel 3300 prints SMDR lines to whoever connects to it.
  warehouse:
    kind: tcp
    enabled: ${running}
    site: london
    driver: mitel-3300
    mode: connect
    host: 127.0.0.1
    port: ${ports.telephones}
    retry_seconds: 1
`;
}

function carriers(): string {
  const entries = CARRIERS.map(
    ({ name, sources }) =>
      `    - { name: ${name}, sources: ${JSON.stringify(sources)}, directions: [outgoing] }\n`,
  );
  return `# Two invented carriers; their prices are in origin/organisation.\ntariffs:\n  carriers:\n${entries.join('')}`;
}

function callMemory(user: string): string {
  const { name, extension } = MEMORY;
  return `# The last calls of one extension, for whoever runs the demo.
call_memory:
  profiles:
    ${name}: { site: berlin, extensions: ['${extension}'], users: [${JSON.stringify(user)}] }
`;
}

function fixtureSource(
  folder: DemoFolder,
  { name, driver, options }: FixtureSource,
  running: boolean,
): string {
  const given = options === null ? '' : `    driver_options: ${JSON.stringify(options)}\n`;
  return `  ${name}:
    kind: watch
    enabled: ${running}
    site: berlin
    driver: ${driver}
${given}    folder: ${JSON.stringify(join(folder.fixtures, name))}
    afterwards: move
    interval_seconds: 1
`;
}

/** JSON is YAML too: each definition stands in one line. */
function formats(): string {
  const { driver, cases } = definedFixtures();
  if (cases.length === 0) return '';
  const lines = cases.map(({ name, options }) => {
    const definition = JSON.stringify({ driver, ...(options as Readonly<Record<string, unknown>>) });
    return `  ${name}: ${definition}\n`;
  });
  return `# Formats that administrators define without code: those of the fixtures of the driver ${driver}.\nformats:\n${lines.join('')}`;
}
