import type { CallSpan } from '../../record/call-span.ts';

/** What traffic is told by. */
export const SPAN_GROUPS = ['trunk', 'source', 'site'] as const;
export type SpanGroup = (typeof SPAN_GROUPS)[number];

export const GROUP_TITLES: Readonly<Record<SpanGroup, string>> = {
  trunk: 'Trunk',
  source: 'Source',
  site: 'Site',
};

export function isSpanGroup(by: string | undefined): by is SpanGroup {
  return SPAN_GROUPS.some((group) => group === by);
}

/** Of each group what `make` makes of it, fed with every call of it; in the order of their names, calls without one last. */
export async function gatherGroups<Gathered extends { add(span: CallSpan): void }>(
  spans: AsyncIterable<CallSpan>,
  by: SpanGroup | null,
  make: () => Gathered,
): Promise<[name: string | null, Gathered][]> {
  const groups = new Map<string | null, Gathered>();
  for await (const span of spans) {
    const name = by === null ? null : span[by];
    const group = groups.get(name) ?? make();
    groups.set(name, group);
    group.add(span);
  }
  return [...groups].sort(([one], [other]) =>
    one === null ? 1 : other === null ? -1 : one < other ? -1 : 1,
  );
}
