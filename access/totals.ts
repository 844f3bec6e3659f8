import type { Total, TotalsWish } from '../record/day-total.ts';
import { sumsByCurrency } from '../record/exact-sum.ts';
import { showNumber } from '../record/number.ts';
import type { CallStore } from '../store/queries/call-rows.ts';
import { readTotals as storedTotals } from '../store/queries/day-totals.ts';
import { notShown } from './not-shown.ts';
import type { Sight } from './sight.ts';

/** In the place of an extension whose calls are restricted. */
const HIDDEN = '***';

/** Counts and minutes of days, of the calls in the viewer's scope, by nothing that is not shown of a call either. */
export function readTotals(store: Pick<CallStore, 'connection'>, sight: Sight, wish: TotalsWish): Total[] {
  const { hidden, mask_extension } = sight.view;
  if (wish.by.includes('extension') && mask_extension) throw notShown(sight, 'Totals by extension are');
  if (wish.by.includes('person') && (mask_extension || hidden.has('calling_name')))
    throw notShown(sight, 'Totals by person are');
  if (wish.by.includes('trunk') && hidden.has('trunk')) throw notShown(sight, 'Totals by trunk are');
  const people = sight.view.restricted.flatMap(({ extensions }) => extensions);
  const told = wish.by.includes('extension') || wish.by.includes('person');
  if (people.length === 0 || !told) return storedTotals(store.connection, wish, sight.view);
  const hidden_extensions = new Set(people.map((extension) => showNumber(extension, null)));
  // Whose they are is told of the extensions that are not hidden.
  const by = [...new Set([...wish.by, 'extension' as const])];
  const totals = storedTotals(store.connection, { ...wish, by }, sight.view).map((total) =>
    hidden_extensions.has(total.group.extension ?? '')
      ? { ...total, group: { ...total.group, extension: HIDDEN, person: null } }
      : total,
  );
  const groups = Map.groupBy(totals, ({ group }) => JSON.stringify(groupBy(group, wish.by)));
  return [...groups.values()].flatMap((found) => addedUp(found, wish.by));
}

function groupBy(group: Total['group'], by: TotalsWish['by']): Total['group'] {
  return Object.fromEntries(by.map((name) => [name, group[name] ?? null]));
}

/** Groups that are one to this viewer. */
function addedUp(found: readonly Total[], by: TotalsWish['by']): Total[] {
  const [first] = found;
  if (first === undefined) return [];
  const sum = (name: 'calls' | 'legs' | 'answered' | 'duration_ms' | 'legs_gone'): number =>
    found.reduce((total, one) => total + one[name], 0);
  const byCurrency = (name: 'costs' | 'charged_legs'): Record<string, number> =>
    sumsByCurrency(found.map((one) => one[name]));
  const days = found.flatMap(({ first_day, last_day }) => [first_day, last_day]).sort();
  return [
    {
      group: groupBy(first.group, by),
      ...{
        calls: sum('calls'),
        legs: sum('legs'),
        answered: sum('answered'),
        duration_ms: sum('duration_ms'),
      },
      ...{ costs: byCurrency('costs'), charged_legs: byCurrency('charged_legs') },
      legs_gone: sum('legs_gone'),
      ...{ first_day: days[0] ?? first.first_day, last_day: days.at(-1) ?? first.last_day },
    },
  ];
}
