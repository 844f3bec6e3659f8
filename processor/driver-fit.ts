import {
  IGNORED_REASONS,
  type IgnoredReason,
  UNDEFINED_REASONS,
  type UndefinedReason,
} from '../record/outcome.ts';
import type { CallReading, Reading } from '../record/reading.ts';
import { CUT_START } from './lines/cut.ts';
import { readLines } from './lines/explain-line.ts';
import { type ProcessingSettings, processingContext } from './processing-context.ts';

/** How well one way of reading fits the beginning of a file. */
export interface DriverFit {
  /** Of the driver, or of the administrator's format. */
  readonly name: string;
  /** Lines that are not blank. */
  readonly lines: number;
  /** Calls of a believable time. */
  readonly calls: number;
  readonly ignored: number;
  /** Ignored lines that say something of the format; any text has lines that resemble somebody's page heads. */
  readonly telling: number;
  readonly undefined: number;
  /** Which lines are ignored or undefined and why, the commonest first. */
  readonly unfit: readonly UnfitLines[];
  /** Fields that the record of a call says something about, on average. */
  readonly fields: number;
}

/** Lines that become no calls, of one reason. */
export interface UnfitLines {
  readonly becomes: 'ignored' | 'undefined';
  readonly reason: IgnoredReason | UndefinedReason;
  readonly count: number;
  /** The first of them, counted from 1 with the blank ones. */
  readonly lines: readonly number[];
}

const LINES_TOLD = 10;

/** Call records are younger than the telephone systems that print them. */
const FIRST_BELIEVABLE = Date.UTC(1990, 0, 1);
const AHEAD_MS = 2 * 86_400_000;
const SAYING_NOTHING = new Set(['page_header', 'system_message', 'continuation', 'comment']);

/** Reads the beginning of a file (a character per byte) as these settings say. Pure; `now` bounds what is believable. */
export async function driverFit(
  name: string,
  settings: ProcessingSettings,
  beginning: { readonly text: string; readonly whole: boolean },
  now: number,
): Promise<DriverFit> {
  const context = processingContext(settings, new Uint8Array(32));
  const tally = new Tally(now);
  let offered = false;
  await readLines(
    context,
    {
      from: 0,
      state: { cut: CUT_START, driver: context.reader.initial, last_end: null },
      received_at: now,
      next: async () => {
        if (offered) return null;
        offered = true;
        return { block: beginning.text, end: beginning.whole ? 'file' : 'more' };
      },
    },
    ({ place, reading }) => {
      if (reading !== null) tally.add(reading, place + 1);
      return false;
    },
  );
  return tally.fit(name);
}

/** The best first: lines read as calls, then lines known at least, then how much the records say. */
export function bestFitsFirst(fits: readonly DriverFit[]): DriverFit[] {
  const known = ({ calls, ignored }: DriverFit): number => calls + ignored;
  return [...fits].sort(
    (a, b) => b.calls - a.calls || known(b) - known(a) || b.fields - a.fields || a.name.localeCompare(b.name),
  );
}

class Tally {
  private readonly now: number;
  private readonly unfit = new Map<string, UnfitLines>();
  private lines = 0;
  private calls = 0;
  private ignored = 0;
  private telling = 0;
  private fields = 0;

  constructor(now: number) {
    this.now = now;
  }

  add(reading: Reading, line: number): void {
    if (reading.kind === 'ignored' && reading.reason === 'blank') return;
    this.lines += 1;
    if (reading.kind === 'ignored') {
      this.ignored += 1;
      this.count('ignored', reading.reason, line);
      if (!SAYING_NOTHING.has(reading.reason)) this.telling += 1;
    } else if (reading.kind === 'undefined') this.count('undefined', reading.reason, line);
    else if (!this.isBelievable(reading)) this.count('undefined', 'bad_time', line);
    else {
      this.calls += 1;
      this.fields += fieldsOf(reading);
    }
  }

  fit(name: string): DriverFit {
    const { lines, calls, ignored, telling } = this;
    const unfit = [...this.unfit.values()].sort((a, b) => b.count - a.count);
    return {
      name,
      lines,
      calls,
      ignored,
      telling,
      undefined: lines - calls - ignored,
      unfit,
      fields: calls === 0 ? 0 : this.fields / calls,
    };
  }

  private count(becomes: UnfitLines['becomes'], reason: UnfitLines['reason'], line: number): void {
    const key = `${becomes}.${reason}`;
    const known = this.unfit.get(key);
    const lines = known?.lines ?? [];
    const told = lines.length < LINES_TOLD ? [...lines, line] : lines;
    this.unfit.set(key, { becomes, reason, count: (known?.count ?? 0) + 1, lines: told });
  }

  private isBelievable({ started, ended }: CallReading): boolean {
    const at = started ?? ended ?? 0;
    return at >= FIRST_BELIEVABLE && at <= this.now + AHEAD_MS;
  }
}

function fieldsOf(reading: CallReading): number {
  const { extra, ...fields } = reading;
  const said = Object.values(fields).filter((value) => value !== null && value !== false).length;
  return said + Object.keys(extra ?? {}).length;
}

/** What most of the lines failed at, in words; null when none did. */
export function whyNot({ unfit }: DriverFit): string | null {
  const commonest = unfit.find(({ becomes }) => becomes === 'undefined');
  return commonest === undefined ? null : reasonText(commonest);
}

/** Why these lines are no calls, in words. */
export function reasonText({ reason }: UnfitLines): string {
  return reason in IGNORED_REASONS
    ? IGNORED_REASONS[reason as IgnoredReason]
    : UNDEFINED_REASONS[reason as UndefinedReason];
}
