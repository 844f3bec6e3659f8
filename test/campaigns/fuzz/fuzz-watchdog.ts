import { writeSync } from 'node:fs';
import { isMainThread, Worker, workerData } from 'node:worker_threads';

/** A round takes seconds where the machine is busy and lines are measured again; one that takes so long does not end. */
const PATIENCE_MS = 300_000;
const LOOKED_EVERY_MS = 5000;
const NAME_BYTES = 4 * 1024;

interface Shared {
  /** Counts the rounds. */
  readonly rounds: Int32Array;
  /** What to run to see the present one again, padded with blanks. */
  readonly name: Uint8Array;
}

function shared(buffer: SharedArrayBuffer): Shared {
  return { rounds: new Int32Array(buffer, 0, 1), name: new Uint8Array(buffer, 4) };
}

/** Told of every round as it begins. Ends the process, saying which it was, when one does not end; a thread of its own looks. */
export function startWatchdog(): (target: string, round: number) => void {
  const buffer = new SharedArrayBuffer(4 + NAME_BYTES);
  const { rounds, name } = shared(buffer);
  new Worker(new URL(import.meta.url), { workerData: buffer }).unref();
  return (target, round) => {
    name.set(Buffer.from(`--target ${target} --round ${round}`.padEnd(NAME_BYTES)));
    Atomics.add(rounds, 0, 1);
  };
}

function watch({ rounds, name }: Shared): void {
  let [known, since] = [0, performance.now()];
  setInterval(() => {
    const now = Atomics.load(rounds, 0);
    if (now !== known) [known, since] = [now, performance.now()];
    if (known === 0 || performance.now() - since < PATIENCE_MS) return;
    const again = Buffer.from(name).toString().trimEnd();
    writeSync(2, `BREACH (hangs): this round does not end: npm run campaign:fuzz -- ${again}\n`);
    process.kill(process.pid, 'SIGKILL');
  }, LOOKED_EVERY_MS);
}

if (!isMainThread && workerData instanceof SharedArrayBuffer) watch(shared(workerData));
