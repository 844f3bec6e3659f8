import { ErasureJudge, type SearchedErasure } from '../privacy/erased-since.ts';
import { holdable } from '../processor/call-row.ts';
import { ledgerlineTransfer } from '../processor/drivers/ledgerline-transfer.ts';
import { callParties } from '../processor/numbering/call-parties.ts';
import { createNumberingPlan } from '../processor/numbering/numbering.ts';
import type { Site } from '../processor/site.ts';
import { callTimes } from '../processor/times/call-times.ts';
import { createTimeZone } from '../processor/times/time-zone.ts';
import { type CallEdges, type CallStep, stepOf } from '../record/age-edges.ts';
import { blankText } from '../record/blank.ts';
import { dayOf } from '../record/calendar.ts';
import type { SubjectMac } from '../record/erasure.ts';
import { BLANK_LETTERS } from '../record/outcome.ts';
import type { CallReading } from '../record/reading.ts';

/** What the calls of a file are judged by before any of them is written down. */
export interface TransferJudges {
  /** The name of this installation: its own calls are here already, or went by its own rules. */
  readonly installation: string;
  readonly site: Site;
  readonly erasures: readonly SearchedErasure[];
  readonly mac: SubjectMac;
  readonly edges: CallEdges;
}

/** What is known of the calls of a file once it was read. */
export interface ArrivingCounts {
  /** By the source they came from there. */
  readonly sources: ReadonlyMap<string, number>;
  readonly first_day: number | null;
  readonly last_day: number | null;
  /** Of this installation, which went elsewhere and come back. */
  readonly own: number;
  /** Of people who were erased here; further legs of these calls go with them. */
  readonly erased: number;
  /** Old enough to have taken a step of the ladder here. */
  readonly steps: Readonly<Record<Exclude<CallStep, 'full'> | 'gone', number>>;
}

/**
 * Calls that are about to come from another installation. The line of a call of somebody who was erased here, before the call
 * could be known, is blanked before it is written anywhere; all else is for the way that every line takes.
 */
export class ArrivingTransfer {
  private readonly installation: string;
  private readonly judge: ErasureJudge;
  private readonly edges: CallEdges;
  private readonly zone;
  private readonly plan;
  private readonly reader = ledgerlineTransfer.reader({});
  private readonly sources = new Map<string, number>();
  private readonly steps = { masked: 0, anonymous: 0, gone: 0 };
  /** Calls with a leg of somebody who was erased, by key and day. */
  private readonly forgotten = new Set<string>();
  private days: [first: number, last: number] | null = null;
  private erased = 0;
  private own = 0;

  constructor({ installation, site, erasures, mac, edges }: TransferJudges) {
    this.installation = installation;
    this.judge = new ErasureJudge(erasures, mac);
    this.edges = edges;
    this.zone = createTimeZone(site.time_zone);
    this.plan = createNumberingPlan(site);
  }

  /** Every line has to be looked at before the first is taken. */
  look(line: string): void {
    const found = this.read(line);
    if (found === null) return;
    const { reading, day, begun_at } = found;
    if (this.isOwn(reading)) {
      this.own += 1;
      return;
    }
    const source = String(reading.extra?.origin_source ?? '');
    this.sources.set(source, (this.sources.get(source) ?? 0) + 1);
    this.days = this.days === null ? [day, day] : [Math.min(this.days[0], day), Math.max(this.days[1], day)];
    const step = stepOf(day, this.edges);
    if (step !== 'full') this.steps[step] += 1;
    if (!this.isErased(reading, day, begun_at)) return;
    this.erased += 1;
    if (reading.call_key !== null) this.forgotten.add(`${reading.call_key} ${day}`);
  }

  counts(): ArrivingCounts {
    const { sources, steps, own, erased, days } = this;
    return { sources, steps, own, erased, first_day: days?.[0] ?? null, last_day: days?.[1] ?? null };
  }

  /** The line as it may be written down; no bytes where it is not taken. */
  asTaken(line: string): Buffer {
    const bytes = Buffer.from(`${line}\n`);
    const found = this.judge.isIdle && this.own === 0 ? null : this.read(line);
    if (found === null) return bytes;
    if (this.isOwn(found.reading)) return Buffer.alloc(0);
    const { reading, day, begun_at } = found;
    if (!this.isLegOfForgotten(reading, day) && !this.isErased(reading, day, begun_at)) return bytes;
    return Buffer.from(`${blankText({ length: bytes.length - 1, code: ERASED })}\n`, 'latin1');
  }

  /** Null for a line that is no call, or none that can be read: what becomes of it is told when it is taken. */
  private read(text: string): { reading: CallReading; day: number; begun_at: number } | null {
    const reading = this.reader.read(null, { text, received_at: 0 });
    if (reading.kind !== 'call') return null;
    const times = callTimes(reading, this.zone, null);
    if ('kind' in times) return null;
    return { reading, day: dayOf(times.started_at + times.offset), begun_at: times.started_at };
  }

  private isOwn({ extra }: CallReading): boolean {
    return extra?.origin_installation === this.installation;
  }

  private isErased(reading: CallReading, day: number, begun_at: number): boolean {
    if (this.judge.isIdle) return false;
    return this.judge.of(holdable(reading, callParties(reading, this.plan), day), begun_at) !== null;
  }

  /** A key is given again when a telephone system begins to count anew: legs of one call are no more than a day apart. */
  private isLegOfForgotten({ call_key }: CallReading, day: number): boolean {
    return call_key !== null && [day - 1, day, day + 1].some((at) => this.forgotten.has(`${call_key} ${at}`));
  }
}

const [ERASED = ''] = Object.entries(BLANK_LETTERS).find(([, reason]) => reason === 'erased') ?? [];
