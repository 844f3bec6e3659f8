import type { JobReads } from '../../maintenance/job.ts';

/**
 * What the jobs of a command look up, loaded with the first question. A command has no socket that a count could hold up, and a thread beside
 * it would load again what it has: most of the time that the jobs of a small folder take.
 */
export function jobReadsAsNeeded(folder: string, logFolder: string | null): JobReads {
  let loaded: Promise<JobReads> | null = null;
  const reads = (): Promise<JobReads> => {
    loaded ??= import('./job-reads.ts').then(({ jobReads }) => jobReads(folder, logFolder));
    return loaded;
  };
  return new Proxy({} as JobReads, {
    get: (_target, method) => {
      if (method === 'then') return undefined;
      return async (...given: unknown[]) => {
        const asked = Reflect.get(await reads(), method) as (...given: unknown[]) => unknown;
        return await asked(...given);
      };
    },
  });
}
