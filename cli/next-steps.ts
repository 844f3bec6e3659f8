import type { Retention } from '../privacy/retention.ts';
import { CALL_STEPS } from '../record/age-edges.ts';
import type { Day } from '../record/calendar.ts';
import { showDay } from '../record/calendar.ts';
import { edgeOf, parsePeriod } from '../record/period.ts';

/** A step that a call has yet to take, and the first day on which it may. */
export interface NextStep {
  readonly step: 'masked' | 'anonymous' | 'gone';
  readonly on: string;
}

/** The steps that calls of a day still have before them, in order. */
export function nextSteps(
  retention: Retention,
  { day, step, held }: { day: number; step: number; held: boolean },
): NextStep[] {
  const ladder = retention[held ? 'held_calls' : 'calls'];
  return (['masked', 'anonymous', 'gone'] as const).flatMap((name) => {
    const taken = name !== 'gone' && step >= CALL_STEPS.indexOf(name);
    const on = taken || ladder[name] === null ? null : dueDay(ladder[name], day);
    return on === null ? [] : [{ step: name, on }];
  });
}

/** The first day on which what ages by a day has reached a period; null where that is none. */
export function dueDay(text: string, day: number): string | null {
  const period = parsePeriod(text);
  if (period === null) return null;
  let on = day;
  while (edgeOf(period, on as Day) <= day) on += 1;
  return showDay(on);
}
