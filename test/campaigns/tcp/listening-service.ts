import { mkdirSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../free-port.ts';
import { typedCommand } from '../../typed-command.ts';
import { ProgramRun } from '../crash/service-run.ts';
import { StoreState } from '../crash/store-state.ts';

const LOOK_EVERY_MS = 100;
/** All at once that one listener takes. */
const CONNECTIONS_MAX = 1000;
/** A named file, but for databases and devices. */
const OF_A_CONNECTION = /^\/(?!dev\/)(?!.*\.db(?:-wal|-shm)?$)/;

/** What the process has at a moment, as the kernel tells it. */
export interface Footprint {
  /** What a connection can leave open: sockets, and files that are no database. */
  readonly files: number;
  /** With what threads have, which begin and end by themselves: databases, event loops, pipes. */
  readonly all_files: number;
  readonly peak_mib: number;
}

/** A running service that listens; two sources, because one takes no more than a thousand connections at once. */
export class ListeningService {
  readonly folder: string;
  readonly ports: readonly number[];
  private readonly run: ProgramRun;

  private constructor(folder: string, ports: readonly number[], run: ProgramRun) {
    this.folder = folder;
    this.ports = ports;
    this.run = run;
  }

  static async start(place: string, sabotage: string | null = null): Promise<ListeningService> {
    mkdirSync(place, { recursive: true });
    const folder = join(place, 'store');
    const ports = [await freePort(), await freePort()];
    const configuration = join(place, 'configuration.yaml');
    writeFileSync(configuration, configurationOf(ports));
    const applied = await typedCommand(['config', 'apply', configuration, '--data', folder], { cwd: place });
    if (applied.exit !== 0) throw new Error(applied.err);
    const run = new ProgramRun(['serve', '--data', folder], { sabotage });
    const service = new ListeningService(folder, ports, run);
    while (run.said.split('"listening"').length <= ports.length) {
      if (run.gone.aborted) throw new Error((await run.ended).err);
      await sleep(10);
    }
    return service;
  }

  footprint(): Footprint {
    const of = join('/proc', String(this.run.pid));
    const peak = /VmHWM:\s*(\d+) kB/.exec(readFileSync(join(of, 'status'), 'utf8'))?.[1] ?? '0';
    const open = readdirSync(join(of, 'fd')).map((name) => openedAs(join(of, 'fd', name)));
    const files = open.filter((name) => name.startsWith('socket:') || OF_A_CONNECTION.test(name)).length;
    return { files, all_files: open.length, peak_mib: Math.round(Number(peak) / 1024) };
  }

  /** Waits until no connection is open and every byte on disk is accounted for; false when that takes too long. */
  async settled(patienceMs: number): Promise<boolean> {
    const state = new StoreState(this.folder);
    try {
      const until = performance.now() + patienceMs;
      for (let times = 0; times < 3; ) {
        if (performance.now() > until) return false;
        times = state.streamsRest() ? times + 1 : 0;
        await sleep(LOOK_EVERY_MS);
      }
      return true;
    } finally {
      await state.close();
    }
  }

  async stop(): Promise<void> {
    this.run.kill('SIGTERM');
    const { code, err } = await this.run.ended;
    if (code !== 0) throw new Error(`the service ended with ${code}: ${err.slice(-1000)}`);
  }

  kill(): void {
    this.run.kill('SIGKILL');
  }
}

/** Empty where it was closed meanwhile. */
function openedAs(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}

export const SOURCES = ['one', 'two'] as const;

function configurationOf(ports: readonly number[]): string {
  const site =
    'sites:\n  office:\n    country: DE\n    area_code: "30"\n    time_zone: Europe/Berlin\nsources:\n';
  const sources = SOURCES.map((name, place) =>
    [
      `  ${name}:\n    kind: tcp\n    site: office\n    driver: asterisk-csv\n    mode: listen\n    address: 127.0.0.1\n`,
      `    port: ${ports[place]}\n    allow: [ 127.0.0.1 ]\n    max_connections: ${CONNECTIONS_MAX}\n`,
    ].join(''),
  );
  return site + sources.join('');
}
