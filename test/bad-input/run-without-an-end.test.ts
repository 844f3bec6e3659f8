import { existsSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { listenForCommands } from '../../cli/service/control-socket.ts';
import { openWriter } from '../../cli/service/writer.ts';
import type { Job } from '../../maintenance/job.ts';
import { jobRuns } from '../../maintenance/jobs/job-runs.ts';
import { lockFolder } from '../../store/folder-lock.ts';
import { asteriskLine } from '../asterisk-lines.ts';
import { mayMount, SmallDisk } from '../campaigns/disk-full/small-disk.ts';
import { CommandDesk } from '../cli/command-desk.ts';
import { asked } from '../maintenance/runner-in-folder.ts';

const unless = mayMount() ? '' : ' (skipped: a small disk can only be mounted by root)';

let desk: CommandDesk;
beforeEach(() => {
  desk = new CommandDesk();
});
afterEach(() => desk.remove());

const takeIn = () =>
  desk.out('ingest', '--source', 'pbx', '--driver', 'asterisk-csv', desk.write('m.csv', asteriskLine({})));

/** How the runs of a job ended by `jobs history`, newest first, and how its last one did by `jobs list`. */
async function toldOf(job: string): Promise<{ history: string[]; list: string | null | undefined }> {
  const history = await desk.json<{ result: string }[]>('jobs history', job);
  const { out } = await desk.run('jobs list', '--json');
  const { jobs } = JSON.parse(out) as { jobs: { job: string; last_result: string | null }[] };
  return {
    history: history.map(({ result }) => result),
    list: jobs.find((row) => row.job === job)?.last_result,
  };
}

test.skipIf(!mayMount())(
  `a run whose end finds no room is not told to run any more, by a disk that is as full as it was${unless}`,
  async () => {
    const disk = new SmallDisk(desk.folder);
    try {
      await takeIn();
      const now = (): number => desk.now;
      const writer = await openWriter(desk.folder, { now, log: () => {}, failed: () => {}, lasting: false });
      const inHand = () => writer.jobs.inHand;
      const control = await listenForCommands(desk.folder, async () => 1, { troubles: () => [], inHand });
      const running = { history: ['running'], list: 'running' };
      const filling: Job = {
        ...jobRuns,
        ladder: false,
        async run() {
          expect(await toldOf(jobRuns.name)).toEqual(running);
          // An emptied log gives no more room for a word on its end.
          await writer.gateway.emptyLog();
          disk.leave(0);
        },
      };
      try {
        await expect(writer.jobs.run(filling, asked())).rejects.toMatchObject({ code: 'DISK_FULL' });
        expect(await toldOf(jobRuns.name)).toEqual({ history: ['interrupted'], list: 'interrupted' });
        disk.makeRoom();
        expect(await writer.jobs.run(jobRuns, asked())).toMatchObject({ result: 'done' });
        expect(await toldOf(jobRuns.name)).toEqual({ history: ['done', 'interrupted'], list: 'done' });
      } finally {
        await control.close();
        await writer.close();
      }
    } finally {
      disk.remove();
    }
  },
);

// Elsewhere nothing tells whether a process holds the folder.
test.skipIf(!existsSync('/proc/locks'))(
  'a run whose process was killed is not told to run, but where a process is at work that does not say',
  async () => {
    await takeIn();
    desk.tamper(
      `insert into job_run (job, started_at, started_by, result, counts) values ('totals', ${desk.now}, 'os:somebody', 'running', '{}')`,
    );
    expect(await toldOf('totals')).toEqual({ history: ['interrupted'], list: 'interrupted' });
    // As of `jobs run` where no service runs.
    const lock = lockFolder(desk.folder);
    try {
      expect(await toldOf('totals')).toEqual({ history: ['running'], list: 'running' });
    } finally {
      lock.release();
    }
  },
);
