import { UNDEFINED_REASONS, type UndefinedReason } from '../record/outcome.ts';
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
  /** What most of the undefined lines failed at. */
  readonly commonest: UndefinedReason | null;
  /** Fields that the record of a call says something about, on average. */
  readonly fields: number;
}

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
    ({ reading }) => {
      if (reading !== null) tally.add(reading);
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
  private readonly reasons = new Map<UndefinedReason, number>();
  private lines = 0;
  private calls = 0;
  private ignored = 0;
  private telling = 0;
  private fields = 0;

  constructor(now: number) {
    this.now = now;
  }

  add(reading: Reading): void {
    if (reading.kind === 'ignored' && reading.reason === 'blank') return;
    this.lines += 1;
    if (reading.kind === 'ignored') {
      this.ignored += 1;
      if (!SAYING_NOTHING.has(reading.reason)) this.telling += 1;
    } else if (reading.kind === 'undefined') this.count(reading.reason);
    else if (!this.isBelievable(reading)) this.count('bad_time');
    else {
      this.calls += 1;
      this.fields += fieldsOf(reading);
    }
  }

  fit(name: string): DriverFit {
    const { lines, calls, ignored, telling } = this;
    const [commonest] = [...this.reasons].sort((a, b) => b[1] - a[1]);
    return {
      name,
      lines,
      calls,
      ignored,
      telling,
      undefined: lines - calls - ignored,
      commonest: commonest === undefined ? null : commonest[0],
      fields: calls === 0 ? 0 : this.fields / calls,
    };
  }

  private count(reason: UndefinedReason): void {
    this.reasons.set(reason, (this.reasons.get(reason) ?? 0) + 1);
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
export function whyNot({ commonest }: DriverFit): string | null {
  return commonest === null ? null : UNDEFINED_REASONS[commonest];
}
