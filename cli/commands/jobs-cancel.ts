import type { Command } from '../command.ts';

export const jobsCancel: Command = {
  name: 'jobs cancel',
  summary: 'Ends the job that the service is running, after the batch in hand. What it did stays done.',
  positionals: '',
  options: {},
  example: './ledgerline jobs cancel',
  writes: true,
  audit: { changes: 'jobs' },
  async run(call) {
    const { jobs } = await call.writer();
    const job = jobs.cancel(call.principal);
    await call.out(
      job === null
        ? 'No job is running.\n'
        : `Job ${job} ends after its batch. Its next run is due as ever; ./ledgerline jobs history has what it did.\n`,
    );
    return job === null ? 1 : 0;
  },
};
