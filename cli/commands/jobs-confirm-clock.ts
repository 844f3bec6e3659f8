import { clockTrouble } from '../../privacy/clock-brake.ts';
import { showTime } from '../../record/calendar.ts';
import type { Command } from '../command.ts';
import { CONFIRM_OPTIONS, confirmedPlan, NOT_DONE_EXIT } from '../confirmed-plan.ts';

export const jobsConfirmClock: Command = {
  name: 'jobs confirm-clock',
  summary: 'Says that the clock of this machine is right, although it jumped: jobs go on by it.',
  positionals: '',
  options: CONFIRM_OPTIONS,
  example: './ledgerline jobs confirm-clock --yes --reason "switched off since spring"',
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
    const plan = `The clock says ${showTime(at, 0)}: ${trouble}. Confirmed, everything that is due by it goes.\n`;
    if ((await confirmedPlan(call, plan)) === null) return NOT_DONE_EXIT;
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
