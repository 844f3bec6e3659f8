import type { Connection } from '../open-database.ts';
import type { LinePlace } from '../queries/subject-found.ts';
import { createErasedAttachments } from './attachments.ts';
import { createCallsQuality } from './calls-quality.ts';
import { standingPlaces } from './erased-places.ts';
import type { ErasingHands } from './erasing-hands.ts';

/** What an erasure would have taken so far. */
export interface NotedAsGone {
  readonly calls: ReadonlySet<number>;
  readonly attachments: ReadonlySet<number>;
  hasUndefinedLine(place: LinePlace): boolean;
}

/** The hands of a plan: they read, and remember what would have gone, because the run does not meet it a second time. */
export function planningHands(connection: Connection): ErasingHands & { readonly gone: NotedAsGone } {
  const calls = new Set<number>();
  /** Of these, the legs that took quality records along, as the step that each of them took says. */
  const takesQuality = new Set<number>();
  const lines = new Set<string>();
  const undefinedLines = new Set<string>();
  const attachments = new Set<number>();
  const entries = connection
    .prepare<[number], number>(
      'select count(*) from memory_entry where (profile, call) in (select id, ? from memory_profile)',
    )
    .pluck();
  const undefinedLine = connection.prepare<LinePlace, unknown>(
    'select 1 from undefined_line where intake = @intake and offset = @offset',
  );
  const standing = standingPlaces(connection);
  const quality = createCallsQuality(connection);
  const keyOf = ({ intake, offset }: LinePlace): string => `${intake} ${offset}`;
  return {
    gone: { calls, attachments, hasUndefinedLine: (place) => undefinedLines.has(keyOf(place)) },
    now: (leg, { how }) => {
      if (!calls.has(leg.id)) return leg;
      return how === 'delete' ? null : { ...leg, step: 2 };
    },
    line(place) {
      const copy = standing(place);
      if (copy === null) return false;
      const key = keyOf({ intake: copy.intake, offset: place.offset });
      const isFirst = !lines.has(key);
      lines.add(key);
      return isFirst && copy.stands;
    },
    memoryEntries: (call) => entries.get(call) ?? 0,
    attachments: createErasedAttachments(connection, {
      giveUp: (ids) => {
        for (const id of ids) attachments.add(id);
      },
      isThere: (id) => !attachments.has(id),
    }),
    legs(legs, { how }) {
      for (const leg of legs) {
        calls.add(leg.id);
        if (how === 'delete' || leg.step === 0) takesQuality.add(leg.id);
      }
    },
    ofDays: (_request, _days, take) => take(),
    undefinedLine(place) {
      if (undefinedLine.get(place) === undefined || undefinedLines.has(keyOf(place))) return false;
      undefinedLines.add(keyOf(place));
      return true;
    },
    qualityRecords(place) {
      const legs = quality.legsOf(place);
      if (legs === null) return 0;
      // Gone already, with the last leg of full clearness.
      const along =
        legs.some(({ id }) => takesQuality.has(id)) &&
        legs.every(({ id, step }) => step > 0 || calls.has(id));
      return along ? 0 : 1;
    },
  };
}
