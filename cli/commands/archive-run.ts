import { archive } from '../../maintenance/jobs/archive.ts';
import type { Command } from '../command.ts';
import { countsText } from '../job-names.ts';
import { requireAdministration } from '../viewer.ts';

export const archiveRun: Command = {
  name: 'archive run',
  summary: 'Moves old calls into encrypted monthly files at once, as the job archive does every night.',
  positionals: '',
  options: {},
  example: './ledgerline archive run',
  writes: true,
  audit: { changes: 'archives' },
  async run(call) {
    await requireAdministration(call, 'Archives are');
    const { jobs } = await call.writer();
    if (jobs.running !== null) call.err(`Waiting: job ${jobs.running} is running.\n`);
    const { signal, principal } = call;
    const end = await jobs.run(archive, { due_at: null, by: principal, confirmed: false, signal });
    signal.throwIfAborted();
    if (end === null) throw new Error('a run that nobody planned was made before');
    const did = Object.keys(end.counts).length === 0 ? 'there was nothing to do' : countsText(end.counts);
    await call.out(`Archive ${end.result}: ${(end.detail ?? did).replace(/\.?$/, '.')}\n`);
    if (end.result === 'stopped')
      await call.out('What it would take, and why it waits: ./ledgerline jobs plan archive\n');
    return end.result === 'done' ? 0 : 1;
  },
};
