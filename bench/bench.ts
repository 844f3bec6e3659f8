import { backup } from './backup.ts';
import { drivers } from './drivers.ts';
import { ingest } from './ingest.ts';
import { memory } from './memory.ts';
import { preview } from './preview.ts';
import { purge } from './purge.ts';
import { reports } from './reports.ts';
import { subject } from './subject.ts';

/** `npm run bench -- NAME [options]`: each question a file; it writes its table into docs/benchmarks.md. */
const BENCHES: Readonly<Record<string, (options: readonly string[]) => Promise<void>>> = {
  ingest,
  drivers,
  purge,
  preview,
  memory,
  subject,
  backup,
  reports,
};

const [name = '', ...options] = process.argv.slice(2);
const bench = Object.hasOwn(BENCHES, name) ? BENCHES[name] : undefined;
if (bench === undefined) {
  console.error(`Usage: npm run bench -- ${Object.keys(BENCHES).join('|')} [options]`);
  process.exitCode = 2;
} else {
  await bench(options);
}
