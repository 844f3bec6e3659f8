import type { Job } from '../job.ts';

/** Makes what schedules of reports ask for, and brings it to where it is to go: at once, and again where that did not succeed. */
export const reports: Job = {
  name: 'reports',
  summary: 'Makes reports that are due by their schedule, and brings them to folders and mailboxes.',
  schedule: null,
  ladder: false,
  isDue: ({ reports: hands }) => hands.isDue(),
  async plan({ reads, now }) {
    const { schedules, dispatches } = await reads.dueReports(now());
    const counts = {
      ...(schedules > 0 && { reports_made: schedules }),
      ...(dispatches > 0 && { deliveries: dispatches }),
    };
    return { counts, deferred: 0, taking: null };
  },
  async run({ reports: hands, signal, count }) {
    await hands.run(signal, count);
  },
};
