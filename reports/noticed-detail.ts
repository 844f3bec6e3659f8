import type { Sums } from '../record/call-sums.ts';
import type { ReportSources } from './report.ts';

/** Of legs of which only sums are here single calls say nothing. */
export interface NoticedDetail {
  readonly told: ReportSources;
  /** Whether something was read from single calls; sums that totals of days answer know all that was there. */
  readonly wasRead: () => boolean;
}

export function noticedDetail(sources: ReportSources): NoticedDetail {
  let read = false;
  let [readSpans, goneKnown] = [false, false];
  const noticed =
    <Asked extends unknown[], Answer>(ask: (...asked: Asked) => Answer) =>
    (...asked: Asked): Answer => {
      read = true;
      return ask(...asked);
    };
  const told: ReportSources = {
    ...sources,
    ...{ calls: noticed(sources.calls), briefs: noticed(sources.briefs) },
    ...{ topCalls: noticed(sources.topCalls) },
    spans: (...asked) => {
      readSpans = true;
      return sources.spans(...asked);
    },
    // With these hours the spans of calls tell of all that was there.
    goneHours: (...asked) => {
      const found = sources.goneHours(...asked);
      goneKnown = found !== null;
      return found;
    },
    sums: async (...asked) => {
      const found = await sources.sums(...asked);
      read ||= found.some(isOfCalls);
      return found;
    },
    topSums: async (...asked) => {
      const found = await sources.topSums(...asked);
      read ||= found.groups.some(isOfCalls);
      return found;
    },
  };
  return { told, wasRead: () => read || (readSpans && !goneKnown) };
}

/** Only calls know how long it rang. */
function isOfCalls({ ring_ms }: Sums): boolean {
  return ring_ms !== null;
}

/** Said below a report that lacks legs of its period; empty where it lacks none. */
export function lackingNotes(legs: number): string[] {
  return legs === 0
    ? []
    : [
        `Of ${legs} legs of this period only the sums of their days are here: they were erased, archived, or taken by a retention before this one. Where this report reads single calls, it lacks them.`,
      ];
}
