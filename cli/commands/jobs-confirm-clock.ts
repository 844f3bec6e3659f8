import { clockTrouble } from '../../privacy/clock-brake.ts';
import { showTime } from '../../record/calendar.ts';
import type { Command } from '../command.ts';

export const jobsConfirmClock: Command = {
  name: 'jobs confirm-clock',
  summary: 'Says that the clock of this machine is right, although it jumped: jobs go on by it.',
  positionals: '',
  options: {},
  example: './ledgerline jobs confirm-clock',
  writes: true,
  audit: { changes: 'clock' },
  async run(call) {
    const { store, clock } = await call.writer();
    const at = call.now();
    const trouble = clockTrouble(await store.clockSeen(), at);
    if (trouble === null) {
      await call.out(`The clock says ${showTime(at, 0)} and is believed; there is nothing to confirm.\n`);
      return 0;
    }
    const run = { job: 'confirm-clock', due_at: null, at, by: call.principal };
    const id = await store.startJobRun(run);
    await store.noteClock(at);
    clock.confirm();
    await store.clearAlarm('clock');
    if (id !== null) await store.endJobRun(id, { at, result: 'done', counts: {}, detail: trouble });
    await call.out(`The clock says ${showTime(at, 0)}, and jobs go on by it.\n`);
    return 0;
  },
};
