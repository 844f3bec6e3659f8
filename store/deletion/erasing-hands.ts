import { CountedUnits } from '../counted-units.ts';
import type { Connection } from '../open-database.ts';
import type { LinePlace } from '../queries/subject-found.ts';
import { StaleDays } from '../stale-days.ts';
import type { ErasingWish } from '../subject-store.ts';
import { createErasedAttachments } from './attachments.ts';
import { type CallToStep, createCallSteps } from './call-steps.ts';
import { erasedPlaces, type PlaceToErase } from './erased-places.ts';
import { type CallsToRemove, createRemovedCalls } from './removed-calls.ts';
import { createTotalsGuard } from './totals-guard.ts';

/** A leg of a call that an erasure has met. */
export interface MetLeg extends CallToStep {
  readonly intake: number;
  readonly held_by: number | null;
  readonly day: number;
  readonly offset: number;
  readonly length: number;
  readonly kept: number;
}

/**
 * What becomes of what an erasure meets on its way, which is one for the run and for its plan: in the run it goes, in the plan it is
 * noted as gone. Each says how much there was.
 */
export interface ErasingHands {
  /** What a leg is by now, behind all that went before; null where it is gone. */
  now<Leg extends MetLeg>(leg: Leg, wish: ErasingWish): Leg | null;
  /** Whether the bytes of a line were there. */
  line(place: PlaceToErase): boolean;
  memoryEntries(call: number): number;
  readonly attachments: ReturnType<typeof createErasedAttachments>;
  legs(legs: readonly MetLeg[], wish: ErasingWish): void;
  /** Runs what takes calls of some days. */
  ofDays(request: number, days: ReadonlySet<number>, take: () => void): void;
  /** Whether there was an undefined line. */
  undefinedLine(place: LinePlace): boolean;
  qualityRecords(place: LinePlace): number;
}

/** Whether nothing says any more whose a leg was: only to which unit it is counted. */
export function isNameless({ extension }: MetLeg, { subject, how }: ErasingWish): boolean {
  return how === 'anonymise' || subject.extensions.some((one) => one === extension);
}

export function erasingHands(connection: Connection): ErasingHands {
  const steps = createCallSteps(connection);
  const units = new CountedUnits(connection);
  const remove = createRemovedCalls(connection);
  const guarded = createTotalsGuard(connection);
  const stale = new StaleDays(connection);
  const statements = prepare(connection);

  /** A total of what is gone does not say of whom: it has the unit of the extension, as those of anonymous calls have. */
  function namelessIn(leg: MetLeg, wish: ErasingWish): Partial<Pick<CallsToRemove, 'nameless'>> {
    const { extension } = leg;
    if (extension === null || !isNameless(leg, wish)) return {};
    return { nameless: { extension, unit: units.of(leg, wish.anonymity) } };
  }

  return {
    now: (leg) => leg,
    line: erasedPlaces(connection),
    memoryEntries: (call) => statements.forgetEntries.run(call).changes,
    attachments: createErasedAttachments(connection),
    legs(legs, wish) {
      for (const { day, identity, source } of legs) statements.suppress.run(day, identity, source);
      for (const leg of legs) {
        if (wish.how === 'anonymise') steps.age(leg, { ...wish, day: leg.day, step: 'anonymous' });
        else remove({ day: leg.day, ids: [leg.id], othersCanCome: true, ...namelessIn(leg, wish) });
      }
    },
    /** Counts and minutes of the days are the same behind it. */
    ofDays(request, days, take) {
      guarded(request, [...days], take);
      stale.mark(days);
    },
    undefinedLine(place) {
      if (statements.removeUndefined.run(place).changes === 0) return false;
      statements.gone.run(place.intake);
      return true;
    },
    qualityRecords: (place) => statements.removeQuality.run(place).changes,
  };
}

function prepare(connection: Connection) {
  return {
    suppress: connection.prepare<[number, number, number], unknown>(
      'insert into suppressed (day, identity, source) values (?, ?, ?) on conflict do nothing',
    ),
    forgetEntries: connection.prepare<[number], unknown>(
      'delete from memory_entry where (profile, call) in (select id, ? from memory_profile)',
    ),
    removeUndefined: connection.prepare<LinePlace, unknown>(
      'delete from undefined_line where intake = @intake and offset = @offset',
    ),
    removeQuality: connection.prepare<LinePlace, unknown>(
      'delete from quality where intake = @intake and offset = @offset',
    ),
    gone: connection.prepare<[number], unknown>(
      `insert into lines_gone (intake, undefined) values (?, 1)
       on conflict (intake) do update set undefined = undefined + 1`,
    ),
  };
}
