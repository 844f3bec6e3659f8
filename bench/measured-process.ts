import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

export interface Run {
  readonly seconds: number;
  /** Of the processor, all threads together; what other work on the machine does not change. */
  readonly cpu_seconds: number;
  readonly peak_mb: number;
}

/** The kernel counts a process's time in hundredths of a second. */
const TICKS_A_SECOND = 100;

/** Wall-clock and processor seconds of a whole process and the most memory it ever had. */
export async function measured(command: string, args: readonly string[], input: string): Promise<Run> {
  const started = performance.now();
  const child = spawn(command, args, { stdio: ['pipe', 'ignore', 'ignore'] });
  let [peak, cpu] = [0, 0];
  const look = setInterval(() => {
    peak = Math.max(peak, peakMemory(child.pid));
    cpu = Math.max(cpu, processorTime(child.pid));
  }, 50);
  child.stdin.end(input);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', resolve);
  });
  clearInterval(look);
  if (code !== 0) throw new Error(`${command} ${args[0]} ended with ${code}`);
  return { seconds: (performance.now() - started) / 1000, cpu_seconds: cpu, peak_mb: peak };
}

/** The kernel's high-water mark of resident memory, MB; 0 where it cannot be read. */
function peakMemory(pid: number | undefined): number {
  try {
    const found = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    return Number(found?.[1] ?? 0) / 1000;
  } catch {
    return 0;
  }
}

/** What the process has used of the processor, its threads together, seconds; 0 where it cannot be read. */
function processorTime(pid: number | undefined): number {
  try {
    // Behind the name in parentheses, which may hold blanks, the 12th and 13th field.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND || 0;
  } catch {
    return 0;
  }
}
