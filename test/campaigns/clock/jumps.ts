import { DEFAULT_SCHEDULE } from '../../../maintenance/schedule.ts';
import { ClockedService } from './clocked-service.ts';
import { DueMoments, iso } from './due-moments.ts';
import { FakeClock } from './fake-clock.ts';
import { differences, LinesByAge, retentionIn } from './lines-by-age.ts';

const ZONE = 'Europe/Berlin';
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const NOON = Date.UTC(2026, 2, 20, 11);

/** A moment of the true calendar, and what the clock says then. */
interface Moment {
  readonly name: string;
  /** Days, and hours, since the beginning. */
  readonly day: number;
  readonly hour?: number;
  /** What the clock says; left out where it is right. */
  readonly says?: number;
  readonly believed: boolean;
  /** Lines arrive then. */
  readonly lines?: boolean;
  /** What somebody does then: puts another document in force, or confirms the clock. */
  readonly somebody?: 'applies' | 'confirms';
}

const right = (day: number, lines = true): Moment => ({ name: 'right', day, believed: true, lines });

const YEAR_2038 = { name: '2038', says: Date.UTC(2038, 0, 19, 3, 14, 8), believed: false, lines: true };

/** In other centuries, and back. The days between are lived by the right clock: nobody can hurry the one that nobody sets. */
export const JUMPS: readonly Moment[] = [
  right(0),
  right(1),
  { name: 'an hour ahead', day: 2, says: NOON + 2 * DAY_MS + HOUR_MS, believed: true, lines: true },
  { name: 'set back by the hour', day: 2, says: NOON + 2 * DAY_MS, believed: false },
  { name: 'right again, two hours later', day: 2, hour: 2, believed: true },
  { name: 'a day ahead', day: 3, says: NOON + 4 * DAY_MS, believed: true },
  { name: 'set back by the day', day: 3, hour: 1, believed: false, lines: true },
  { ...right(4), hour: 2 },
  right(5, false),
  { name: '1970', day: 5, says: HOUR_MS, believed: false, lines: true },
  { name: '1970, a day later', day: 5, says: DAY_MS + HOUR_MS, believed: false },
  right(7),
  right(8, false),
  { ...YEAR_2038, day: 8, somebody: 'applies' },
  right(9),
  right(11, false),
  right(13, false),
  // All has gone.
  right(17, false),
  { name: 'switched off for two months', day: 77, believed: false },
  { name: 'switched off for two months', day: 77, believed: true, somebody: 'confirms' },
];
/** All that a service without a brake needs to be found out. */
export const TO_2038: readonly Moment[] = [right(0), right(1), { ...YEAR_2038, day: 1, lines: false }];

export interface ClockResult {
  readonly moments: number;
  readonly runs: number;
  readonly problems: readonly string[];
}

/** A service whose clock is set by an hour, a day, and to other centuries, while lines arrive and jobs are due. */
export async function jumpingClock(
  place: string,
  library: string,
  moments: readonly Moment[],
  sabotage: string | null = null,
): Promise<ClockResult> {
  const clock = new FakeClock(`${place}.clock`, library);
  clock.set(NOON - HOUR_MS);
  const sections = { retention: retentionIn(ZONE), schedule: { time_zone: ZONE } };
  const service = await ClockedService.start({ place, clock, sections, sabotage });
  const world = new JumpingWorld(service);
  try {
    for (const moment of moments) await world.live(moment);
    const verified = await service.command('verify');
    if (verified.code !== 0) world.problems.push(`verify: ${verified.text}`);
    await service.stop();
    return { moments: moments.length, runs: world.runs, problems: world.problems };
  } finally {
    service.kill();
  }
}

class JumpingWorld {
  readonly problems: string[] = [];
  runs = 0;
  /** What the clock said when it was believed last. */
  private believed = NOON;
  private readonly service: ClockedService;
  private readonly due = new DueMoments({
    time_zone: ZONE,
    jobs: DEFAULT_SCHEDULE.jobs,
    in_force_since: NOON - HOUR_MS,
  });
  private readonly lines = new LinesByAge();
  private readonly reached = { calls: 0, held: 0, undefined: 0 };

  constructor(service: ClockedService) {
    this.service = service;
  }

  async live(moment: Moment): Promise<void> {
    const { name, day, hour = 0, believed, lines = false } = moment;
    const truth = NOON + day * DAY_MS + hour * HOUR_MS;
    const says = moment.says ?? truth;
    if (moment.somebody === 'confirms')
      await this.done('jobs', 'confirm-clock', '--yes', '--reason', 'campaign');
    await this.service.at(says);
    if (believed) this.expectRuns(says);
    if (lines) {
      await this.service.send(this.lines.batch(truth, this.believed));
      // Nothing that arrives by a wrong clock takes a step at once.
      await this.service.at(says);
    }
    if (moment.somebody === 'applies')
      await this.done('config', 'apply', this.service.documentWith({ brake_share: 11 }));
    const found = this.look(believed);
    this.problems.push(
      ...found.map((problem) => `${iso(truth)}, the clock says ${iso(says)} (${name}): ${problem}`),
    );
  }

  private async done(...argv: string[]): Promise<void> {
    const { code, text } = await this.service.command(...argv);
    if (code !== 0) this.problems.push(`${argv.join(' ')}: ${text}`);
  }

  private expectRuns(now: number): void {
    this.believed = now;
    const today = dayIn(now);
    const running = this.due.passed(now);
    if (running.includes('calls')) this.reached.calls = today;
    if (running.includes('held-calls')) this.reached.held = today;
    if (running.includes('undefined-lines')) this.reached.undefined = today;
  }

  private look(believed: boolean): string[] {
    const { service, lines, due, reached } = this;
    const found = differences(lines.expected(reached), lines.stored(service.store));
    const runs = service.runs();
    this.runs = runs.length;
    found.push(...due.breaches(runs, service.said));
    if (service.lines() !== lines.lines)
      found.push(`${service.lines()} lines of ${lines.lines} have an outcome`);
    const alarm = service.alarm('clock');
    if (believed && alarm !== null) found.push(`it still says: ${alarm.message}`);
    if (!believed && alarm === null) found.push('no alarm says that the clock is not believed');
    if (alarm !== null && !alarm.hint.includes('jobs confirm-clock'))
      found.push(`it does not say how the clock is confirmed: ${alarm.hint}`);
    return found;
  }
}

/** The calendar day in the zone, as the zone's own clocks show it. */
function dayIn(utcMs: number): number {
  const shown = new Intl.DateTimeFormat('sv-SE', { timeZone: ZONE, dateStyle: 'short' }).format(utcMs);
  return Date.parse(`${shown}T00:00Z`) / DAY_MS;
}
