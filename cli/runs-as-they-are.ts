import type { JobRun } from '../record/job-run.ts';
import { jobOfService } from './service/control-socket.ts';
import { mayHaveWriter } from './service/log-readers.ts';

/**
 * Runs of jobs, of which one that is noted as running is one only if somebody has it in hand. A killed process could not note its
 * end, and on a full disk nobody can: it is interrupted, as the next start of a job will note.
 */
export async function runsAsTheyAre(folder: string, read: () => JobRun[]): Promise<JobRun[]> {
  const runs = read();
  const open = runs.filter(isOpen);
  if (open.length === 0) return runs;
  const asked = await jobOfService(folder);
  if (asked === null && mayHaveWriter(folder)) return runs;
  const left = new Set(open.filter(({ job }) => job !== asked?.job).map(nameOf));
  // Read again: one that began or ended beside the question was not open before and behind it.
  return read().map((run) =>
    isOpen(run) && left.has(nameOf(run)) ? { ...run, result: 'interrupted' as const } : run,
  );
}

const isOpen = ({ result }: JobRun): boolean => result === 'running';

/** A run that is made again keeps its id. */
const nameOf = ({ id, started_at }: JobRun): string => `${id} ${started_at}`;
