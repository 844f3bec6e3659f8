import type { SeenCall } from '../../record/call.ts';
import type { Report, ReportSources, ReportWish } from '../report.ts';
import { PARAMETERS_BESIDE_DIRECTION } from '../report-parameters.ts';

/** How long afterwards it is looked whether the caller was reached. */
const DAYS_AFTERWARDS = 7;
const DAY_MS = 86_400_000;

/** Incoming calls that nobody answered, each with what became of it. */
export const abandoned: Report = {
  name: 'abandoned',
  title: 'Unanswered incoming calls',
  summary:
    'Incoming calls that nobody answered, how long they rang, and whether the caller was reached later.',
  parameters: PARAMETERS_BESIDE_DIRECTION,
  columns: [
    { name: 'id', title: 'Call', type: 'number' },
    { name: 'started_at', title: 'Start', type: 'time' },
    { name: 'extension', title: 'Extension', type: 'text' },
    { name: 'calling', title: 'Calling party', type: 'text' },
    { name: 'calling_name', title: 'Calling name', type: 'text' },
    { name: 'called', title: 'Called party', type: 'text' },
    { name: 'trunk', title: 'Trunk', type: 'text' },
    { name: 'calls', title: 'Calls', type: 'count', total: 'sum' },
    { name: 'ring_ms', title: 'Ringing', type: 'duration', total: 'sum' },
    { name: 'reached', title: 'Reached later', type: 'text' },
    { name: 'reached_at', title: 'When', type: 'time' },
  ],
  async *rows(sources, wish) {
    const missed: SeenCall[] = [];
    const filter = { ...wish.filter, direction: 'incoming', call_answered: false } as const;
    for await (const call of sources.calls(wish.period, filter)) missed.push(call);
    const numbers = new Set(missed.flatMap(({ calling }) => (isWhole(calling) ? calling : [])));
    const talks = await talksWith(numbers, sources, wish);
    for (const call of missed) {
      const { id, started_at, extension, calling, calling_name, called, trunk, ring_ms } = call;
      const began = Date.parse(started_at);
      const talk = talks
        .get(calling ?? '')
        ?.find(({ at }) => at > began && at <= began + DAYS_AFTERWARDS * DAY_MS);
      yield {
        ...{ id, started_at, extension, calling, calling_name, called, trunk, calls: 1, ring_ms },
        reached: isWhole(calling) ? (talk?.how ?? 'no') : null,
        reached_at: talk?.started_at ?? null,
      };
    }
  },
};

/** Numbers of which digits are hidden look alike: whose they are is not told. */
function isWhole(number: string | null): number is string {
  return number !== null && !number.includes('*');
}

interface Talk {
  readonly at: number;
  readonly started_at: string;
  readonly how: 'called back' | 'called again';
}

/** Calls with these numbers that were answered, in the order of their start, whoever it was that took them. */
async function talksWith(
  numbers: ReadonlySet<string>,
  sources: ReportSources,
  { period }: ReportWish,
): Promise<Map<string, Talk[]>> {
  const talks = new Map<string, Talk[]>();
  if (numbers.size === 0) return talks;
  const days = { ...period, to_day: (period.to_day + DAYS_AFTERWARDS) as typeof period.to_day };
  const add = (number: string | null, { started_at }: SeenCall, how: Talk['how']): void => {
    if (number === null || !numbers.has(number)) return;
    talks.set(number, [...(talks.get(number) ?? []), { at: Date.parse(started_at), started_at, how }]);
  };
  // What came in and went out again reached who called, and whoever was called by it.
  for (const direction of ['incoming', 'outgoing', 'transit'] as const)
    for await (const call of sources.calls(days, { direction, call_answered: true })) {
      if (direction !== 'outgoing') add(call.calling, call, 'called again');
      if (direction !== 'incoming') add(call.called, call, 'called back');
    }
  for (const found of talks.values()) found.sort((one, other) => one.at - other.at);
  return talks;
}
