import { costCentreTree, type PlacedUnit, partsOfOneTree, UNASSIGNED } from '../cost-centre-tree.ts';
import { addMarked, MARK_UP_COLUMNS, type MarkedSums, markedRows, sumsWithMarkUp } from '../mark-up.ts';
import type { Report } from '../report.ts';
import { COST_PARAMETERS } from '../report-parameters.ts';
import { addSums, SUM_COLUMNS } from '../sum-rows.ts';

/** What each cost centre and department cost by itself, and with all that was below it on each day; shown in the tree of the last one. */
export const departmentCosts: Report = {
  name: 'department-costs',
  title: 'Costs by cost centre and department',
  summary:
    'Calls, time and cost of every cost centre and department, by itself and with all below it, and what is put on it.',
  parameters: [...COST_PARAMETERS, 'level'],
  columns: [
    { name: 'cost_centre', title: 'Cost centre', type: 'text' },
    { name: 'name', title: 'Name', type: 'text' },
    { name: 'above', title: 'Belongs to', type: 'text' },
    ...SUM_COLUMNS,
    ...MARK_UP_COLUMNS,
    { name: 'share', title: 'Share', type: 'share' },
    { name: 'cost_with_below_micros', title: 'With all below', type: 'money' },
  ],
  chart: { kind: 'bars', along: ['cost_centre'], drawn: 'cost_micros' },
  drill: { report: 'extension-costs', by: { 'cost-centre': 'cost_centre' } },
  async *rows(sources, { period, filter, level }) {
    const directory = await sources.directory();
    const tree = costCentreTree(directory, period.to_day);
    const parts: { readonly of: readonly PlacedUnit[]; readonly own: OwnSums }[] = [];
    for (const part of partsOfOneTree(directory, period)) {
      const of = costCentreTree(directory, part.to_day);
      const found = await sumsWithMarkUp(sources, ['cost_centre'], { period: part, filter });
      parts.push({ of, own: ownSums(found, of, level ?? null) });
    }
    const own = joined([ownSums([], tree, level ?? null), ...parts.map((part) => part.own)]);
    const all = addSums([...own.values()].flat()).costs;
    for (const [code, sums] of own) {
      const unit = tree.find((one) => one.code === code);
      const below = parts.flatMap((part) =>
        [...part.own].flatMap(([other, one]) => (other === code || isBelow(part.of, other, code) ? one : [])),
      );
      const rolled = addSums(below).costs;
      // One that has no calls of its own is charged nothing, in each currency of what lies below.
      const nothing = Object.fromEntries(Object.keys(rolled).map((currency) => [currency, 0]));
      const { costs, ...counts } = addMarked(sums);
      for (const row of markedRows({ ...counts, costs: { ...nothing, ...costs } }))
        yield {
          cost_centre: code,
          name: unit?.name ?? null,
          above: unit?.path.at(-2) ?? null,
          ...row,
          // Of all that was charged in this currency.
          share: row.currency === null ? 0 : Number(row.cost_micros) / (all[String(row.currency)] || 1),
          cost_with_below_micros: rolled[String(row.currency)] ?? 0,
        };
    }
  },
};

type OwnSums = ReadonlyMap<string, readonly MarkedSums[]>;

function joined(parts: readonly OwnSums[]): OwnSums {
  const all = new Map<string, readonly MarkedSums[]>();
  for (const [code, sums] of parts.flatMap((part) => [...part]))
    all.set(code, [...(all.get(code) ?? []), ...sums]);
  // Unassigned calls stand last, whichever part has them.
  const unassigned = all.get(UNASSIGNED);
  if (unassigned !== undefined && all.delete(UNASSIGNED)) all.set(UNASSIGNED, unassigned);
  return all;
}

/** In the order of the tree; below a level everything is added to the unit above. Unassigned calls stand last. */
function ownSums(found: readonly MarkedSums[], tree: readonly PlacedUnit[], level: number | null): OwnSums {
  const own = new Map<string, MarkedSums[]>();
  const paths = new Map(tree.map(({ code, path }) => [code, path]));
  const home = (code: string): string => {
    const path = paths.get(code) ?? [code];
    return path[Math.min(path.length, level ?? path.length) - 1] ?? code;
  };
  for (const { code } of tree) if (home(code) === code) own.set(code, []);
  for (const sums of found) {
    const code = sums.group.cost_centre ?? null;
    const at = code === null ? UNASSIGNED : home(code);
    own.set(at, [...(own.get(at) ?? []), sums]);
  }
  return own;
}

function isBelow(tree: readonly PlacedUnit[], code: string, above: string): boolean {
  return tree.some((unit) => unit.code === code && unit.path.slice(0, -1).includes(above));
}
