import { DEFAULT_PRIVACY } from '../privacy/policy.ts';
import { createProtection } from '../privacy/protection.ts';
import { type AgeEdges, NO_EDGES, stepOf, stepsOf } from '../record/age-edges.ts';
import {
  CALL_PLACE as AT,
  type Batch,
  type BatchColumns,
  type FollowsProtected,
  type OpenCall,
  type ProcessState,
} from '../record/batch.ts';
import { dayOf } from '../record/calendar.ts';
import { agedIdentity, groupMaker, identityMaker } from '../record/fingerprint.ts';
import { holdsDay, underHold } from '../record/legal-hold.ts';
import { CALL_CODE, EXPIRED_CODE, HELD_CODE, lineCode } from '../record/outcome.ts';
import type { QualityReading } from '../record/quality.ts';
import type { CallReading, DriverState, IgnoredReading, UndefinedReading } from '../record/reading.ts';
import { heldBy } from '../record/threshold.ts';
import { ageRow } from './age-row.ts';
import { BatchBuilder } from './batch-builder.ts';
import { fillRow, holdable, type KeptFields } from './call-row.ts';
import { furtherLine } from './further-lines.ts';
import { identified } from './identified.ts';
import { type BlockEnd, CUT_START, type Unit } from './lines/cut.ts';
import { cutRange } from './lines/cut-range.ts';
import { isPlain, wholeText } from './lines/decode.ts';
import { blankedAs, readUnit } from './lines/read-unit.ts';
import { callParties } from './numbering/call-parties.ts';
import { createNumberingPlan } from './numbering/numbering.ts';
import type { ProcessingContext } from './processing-context.ts';
import { type KeptCall, numbersOf, protectCall, wholeLine } from './protect-call.ts';
import { judgesCalls, qualityRecord, withheldParty } from './quality-records.ts';
import { type CallToRate, costFiller } from './rating/cost-filler.ts';
import { type CallTimes, callTimes } from './times/call-times.ts';
import { implausibleTime } from './times/implausible-time.ts';
import { createTimeZone } from './times/time-zone.ts';

/** A batch takes no more than this, however few lines it is: what they hold must fit into memory. */
const BYTES_A_BATCH = 8 * 1024 * 1024;
/** Lines a batch has room for from the start. */
const LINES_EXPECTED = 21000;
/** Judges the lines of one source. Pure: equal states, bytes and settings give equal batches. */
export interface Processor {
  readonly start: ProcessState;
  /**
   * Judges as many whole lines as stand in the blocks it is offered. `next` gives the block that begins at an offset
   * (a character per byte) and says what follows it; null ends the batch.
   */
  process(range: {
    from: number;
    state: ProcessState;
    received_at: number;
    lines_max: number;
    /** What the ladder demands on the day of reading; left out where there is none. */
    edges?: AgeEdges | undefined;
    /** Columns to be used again. */
    spare?: BatchColumns | undefined;
    next: (offset: number) => Promise<{ block: string; end: BlockEnd } | null>;
  }): Promise<Batch>;
}

type ReadCall = CallToRate & Pick<KeptCall, 'whole'>;

export function createProcessor(context: ProcessingContext): Processor {
  const { settings, reader } = context;
  const zone = createTimeZone(settings.site.time_zone);
  const plan = createNumberingPlan(settings.site);
  const identityOf = identityMaker(context.key, settings.source);
  const privacy = settings.privacy ?? DEFAULT_PRIVACY;
  const protection = createProtection(privacy, context.personal_keys);
  const withholdsParties = judgesCalls(privacy);
  const kept: KeptFields = {
    ...{ source: settings.source, groupOf: groupMaker(context.key) },
    private_calls: protection.collects('private'),
    extra_keys: context.extra_keys,
  };
  const hash = agedIdentity(context.key, settings.source);
  const fillCost = costFiller(context, zone);

  /** The state of one run over lines; lives only while `process` runs. */
  interface Run {
    readonly builder: BatchBuilder;
    readonly received_at: number;
    readonly edges: AgeEdges;
    driver: DriverState;
    last_end: number | null;
    plain: boolean;
    follows: FollowsProtected | null;
    open: OpenCall | null;
  }

  function takeUnit(run: Run, unit: Unit): void {
    const blank = blankedAs(unit.raw);
    if (blank === null && run.edges.all_lines === true) run.builder.blankLine(wholeLine(unit, 'expired'));
    if (run.follows !== null && takeFurtherLine(run, unit, run.follows)) return;
    run.follows = null;
    const { open } = run;
    run.open = null;
    if (blank !== null) {
      if (blank === 'expired' || blank === 'erased') run.builder.aged(unit.offset, true);
      run.builder.line(lineCode(`excluded.${blank}`));
      run.builder.unnumbered(unit.offset);
      return;
    }
    const reading = readUnit(context, unit, run);
    if (reading.kind === 'call' && protection.concerns(reading)) {
      protect(run, unit, reading);
      return;
    }
    if (reading.state !== undefined) run.driver = reading.state;
    if (reading.kind === 'ignored') takeIgnored(run, unit, reading, open);
    else {
      run.builder.numbered(reading, unit.offset);
      if (reading.kind === 'undefined') takeUndefined(run, unit, reading);
      else takeCall(run, unit, { reading, parties: callParties(reading, plan), whole: null });
    }
  }

  /** Its number is taken once it is known to stay: of an excluded line it could not be read again. */
  function takeIgnored(run: Run, unit: Unit, reading: IgnoredReading, open: OpenCall | null): void {
    const { quality, reason } = reading;
    if (quality !== undefined) takeQuality(run, unit, reading, quality);
    else if (reason === 'continuation') complete(run, unit, reading, open);
    else ignore(run, unit, reading);
  }

  function ignore({ builder }: Run, unit: Unit, reading: IgnoredReading): void {
    builder.numbered(reading, unit.offset);
    builder.line(lineCode(`ignored.${reading.reason}`));
  }

  function takeQuality(run: Run, unit: Unit, reading: IgnoredReading, quality: QualityReading): void {
    if (withholdsParties) {
      const read = (raw: string) => readUnit(context, { ...unit, raw }, { ...run, plain: false });
      const blanks = withheldParty(unit, wholeText(unit.raw, settings.encoding), quality, read);
      for (const blank of blanks ?? [wholeLine(unit, 'unmaskable')]) run.builder.blank(blank);
      if (blanks === null) {
        run.builder.line(lineCode('excluded.unmaskable'));
        run.builder.unnumbered(unit.offset);
        return;
      }
    }
    ignore(run, unit, reading);
    const record = qualityRecord(unit, quality, kept, identityOf);
    const { raw_copies, calls, holds } = run.edges;
    const day = dayOf(quality.measured_at);
    // Whose call it is cannot be seen: a hold of anything on that day keeps it.
    const onHold = holds.some((hold) => holdsDay(hold, day));
    if (!onHold && raw_copies !== null && day < raw_copies) run.builder.blankLine(wholeLine(unit, 'expired'));
    // It belongs to a call by its key, which a call that is not whole any more has lost.
    if (record !== null && (onHold || stepOf(record.day, calls) === 'full')) run.builder.quality(record);
  }

  /** A further line of a call that may be stored already, in an earlier batch. */
  function complete(run: Run, unit: Unit, reading: IgnoredReading, open: OpenCall | null): void {
    const { calling } = reading;
    if (calling === undefined) run.open = open;
    const read = (raw: string) => readUnit(context, { ...unit, raw }, { ...run, plain: false });
    const further = furtherLine(open, unit, calling, { protection, plan, read });
    if (further.kind === 'excluded') {
      run.open = null;
      run.builder.line(lineCode('excluded.policy'));
      run.builder.unnumbered(unit.offset);
      run.builder.blank(wholeLine(unit, 'policy'));
      return;
    }
    ignore(run, unit, reading);
    for (const blank of further.blanks) run.builder.blank(blank);
    if (further.caller === null) return;
    run.builder.completed(further.caller);
    if (further.caller.private) run.follows = { kind: 'private' };
  }

  function takeUndefined({ builder }: Run, unit: Unit, reading: UndefinedReading): void {
    builder.line(lineCode(`undefined.${reading.reason}`));
    const { reason, detail } = reading;
    builder.undefinedUnit({ offset: unit.offset, length: unit.length, reason, detail });
  }

  /** A further line of a record shares the fate of its call; false when this is none. */
  function takeFurtherLine(run: Run, unit: Unit, follows: FollowsProtected): boolean {
    const driver = follows.kind === 'excluded' ? follows.driver : run.driver;
    const reading = readUnit(context, unit, { ...run, driver });
    if (reading.kind !== 'ignored' || reading.reason !== 'continuation') return false;
    const { state = driver } = reading;
    // A line of one byte has no room for the mark of a blanked one, nor for anything that would have to go.
    if (follows.kind === 'excluded' && unit.length > 1) {
      run.follows = { ...follows, driver: state };
      run.builder.line(lineCode(`excluded.${follows.reason}`));
      run.builder.unnumbered(unit.offset);
      run.builder.blank(wholeLine(unit, follows.reason));
      return true;
    }
    run.driver = state;
    ignore(run, unit, reading);
    if (follows.kind === 'old') run.builder.blankLine(wholeLine(unit, 'expired'));
    else for (const blank of numbersOf(unit)) run.builder.blank(blank);
    return true;
  }

  /** An excluded line leaves no state behind, because it has none when it is read again. */
  function protect(run: Run, unit: Unit, reading: CallReading): void {
    const textOf = (raw: string) => wholeText(raw, settings.encoding);
    const read = (raw: string) => readUnit(context, { ...unit, raw }, { ...run, plain: false });
    const kept = protectCall(unit, reading, { protection, plan, read, textOf });
    for (const blank of kept.blanks) run.builder.blank(blank);
    if ('excluded' in kept) {
      run.builder.line(lineCode(`excluded.${kept.excluded}`));
      run.builder.unnumbered(unit.offset);
      run.follows = { kind: 'excluded', reason: kept.excluded, driver: reading.state ?? run.driver };
      return;
    }
    if (kept.private) run.follows = { kind: 'private' };
    if (kept.reading.state !== undefined) run.driver = kept.reading.state;
    run.builder.numbered(kept.reading, unit.offset);
    takeCall(run, kept.unit, kept);
  }

  function takeCall(run: Run, unit: Unit, call: ReadCall): void {
    const { reading } = call;
    const times = callTimes(reading, zone, run.last_end);
    const trouble =
      'kind' in times ? times : implausibleTime(times.started_at, run.received_at, settings.stream);
    if (trouble !== null) takeUndefined(run, unit, trouble);
    else storeCall(run, unit, call, times as CallTimes);
  }

  function storeCall(run: Run, unit: Unit, call: ReadCall, times: CallTimes): void {
    const { builder, edges } = run;
    const { reading, parties, whole } = call;
    run.last_end = times.ended_at ?? times.started_at;
    const { answered, trunk } = reading;
    const looked = { ...parties, answered, trunk, duration_ms: times.duration_ms };
    const held = heldBy(looked, settings.thresholds);
    const day = dayOf(times.started_at + times.offset);
    const onHold = edges.holds.length > 0 && underHold(edges.holds, holdable(reading, parties, day));
    const old = !onHold && edges.raw_copies !== null && day < edges.raw_copies;
    if (old) leaveNothing(run, unit);
    const [step, other] = stepsOf(looked, day, edges, held !== -1);
    if (step !== 'full') builder.aged(unit.offset, false);
    // Also under a hold: what has gone does not come back, and nobody can tell whether this has.
    if (step === 'gone') {
      builder.line(EXPIRED_CODE);
      if (!onHold && !old) leaveNothing(run, unit);
      return;
    }
    const row = builder.row();
    row[AT.line] = builder.lines;
    if (reading.record_key !== null) row[AT.keyed] = 1;
    row[AT.offset] = unit.offset;
    row[AT.length] = unit.length;
    row[AT.identity] = identityOf(identified(reading, unit.raw));
    if (whole !== null) row[AT.whole_identity] = identityOf(identified(whole.reading, whole.raw));
    if (held !== -1) row[AT.held_by] = builder.label(settings.thresholds[held]?.name ?? null);
    fillRow(row, call, times, { zone, builder, kept });
    fillCost?.(row, call, times, builder);
    if (ageRow(row, step, { mask: edges.mask, hash, onHold, other })) builder.anonymity = edges.anonymity;
    if (reading.open === true && run.follows === null && row[AT.private] !== 1)
      run.open = { offset: unit.offset, direction: parties.direction };
    builder.line(held === -1 ? CALL_CODE : HELD_CODE);
  }

  /** A call so old that its line must not stay where it was received, nor further lines of its record. */
  function leaveNothing(run: Run, unit: Unit): void {
    run.builder.blankLine(wholeLine(unit, 'expired'));
    run.follows = { kind: 'old' };
  }

  return {
    start: { cut: CUT_START, driver: reader.initial, last_end: null },
    async process({ from, state, received_at, lines_max, next, spare, edges = NO_EDGES }) {
      const builder = new BatchBuilder(Math.min(lines_max, LINES_EXPECTED), {
        numbers: context.record_numbers,
        spare,
      });
      const { driver, last_end, follows = null, open = null } = state;
      const run: Run = { builder, received_at, edges, driver, last_end, follows, open, plain: false };
      const { offset, cut } = await cutRange({
        from,
        cut: state.cut,
        rules: context.cut,
        next,
        begin: (block) => {
          // With other framings a line can hold line ends, which decoding deletes.
          run.plain = (settings.cut.framing === 'line' || context.cut.units !== undefined) && isPlain(block);
        },
        take: (unit) => takeUnit(run, unit),
        full: (bytes) => builder.lines >= lines_max || bytes >= BYTES_A_BATCH,
      });
      const after = {
        cut,
        driver: run.driver,
        last_end: run.last_end,
        ...(run.follows === null ? {} : { follows: run.follows }),
        ...(run.open === null ? {} : { open: run.open }),
      };
      return builder.batch({ first_offset: from, end_offset: offset, before: state, after });
    },
  };
}
