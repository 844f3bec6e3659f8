import { type AgeEdges, type CallEdges, NO_EDGES } from '../record/age-edges.ts';
import type { Day } from '../record/calendar.ts';
import { ARRIVED_CLASSES, type KnownEdge, type ReachedEdge } from '../store/job-store.ts';

const CLASSES = ['calls', 'held_calls'] as const;
const STEPS = ['masked', 'anonymous', 'gone'] as const;

/** What the ladder demands, class by class and step by step. */
export function reachedBy(edges: AgeEdges): ReachedEdge[] {
  const reached: ReachedEdge[] = [];
  for (const name of CLASSES) {
    for (const step of STEPS) {
      const day = edges[name][step];
      if (day !== null) reached.push({ class: name, step, day });
    }
  }
  if (edges.raw_copies !== null) reached.push({ class: 'raw_copies', step: 'gone', day: edges.raw_copies });
  return reached;
}

/** Where the brake waits for somebody, what arrives takes no step either that nothing has taken. */
export function withoutWaiting(edges: AgeEdges, waiting: ReadonlySet<string>): AgeEdges {
  return {
    ...edges,
    calls: waiting.has('calls') ? NO_EDGES.calls : edges.calls,
    held_calls: waiting.has('held-calls') ? NO_EDGES.held_calls : edges.held_calls,
    raw_copies: waiting.has('raw-copies') ? NO_EDGES.raw_copies : edges.raw_copies,
  };
}

/** The later of what is demanded and what was reached; and how far calls aged when they came, which demands nothing. */
export function withReached(demanded: AgeEdges, reached: readonly ReachedEdge[]): AgeEdges {
  const of = (name: string, step: string, day: Day | null): Day | null => {
    const known = reached.find((edge_) => edge_.class === name && edge_.step === step)?.day;
    return known === undefined ? day : (Math.max(known, day ?? known) as Day);
  };
  const calls = (name: (typeof CLASSES)[number]): CallEdges => ({
    masked: of(name, 'masked', demanded[name].masked),
    anonymous: of(name, 'anonymous', demanded[name].anonymous),
    gone: of(name, 'gone', demanded[name].gone),
  });
  const arrived = (step: string): Day | null =>
    of(ARRIVED_CLASSES.calls, step, of(ARRIVED_CLASSES.held_calls, step, null));
  return {
    ...demanded,
    calls: calls('calls'),
    held_calls: calls('held_calls'),
    arrivals: { masked: arrived('masked'), anonymous: arrived('anonymous'), gone: null },
    raw_copies: of('raw_copies', 'gone', demanded.raw_copies),
  };
}

/** Days before which calls have taken each step, and before which a run that was stopped may have taken some. */
export interface CallsReached extends CallEdges {
  readonly unfinished: Day | null;
}

/** What jobs have done of the ladder of calls, whatever a policy demands. */
export function callsReached(known: readonly KnownEdge[]): CallsReached {
  const calls = known.filter((one) => one.class === 'calls');
  const completed = (step: string): Day | null =>
    (calls.find((one) => one.step === step)?.completed ?? null) as Day | null;
  const begun = calls.filter((one) => one.completed === null || one.completed < one.day);
  return {
    masked: completed('masked'),
    anonymous: completed('anonymous'),
    gone: completed('gone'),
    unfinished: begun.length === 0 ? null : (Math.max(...begun.map(({ day }) => day)) as Day),
  };
}
