import { DESTINATION_CLASSES, DIRECTIONS } from '../../record/call.ts';
import type { CallView } from '../../record/call-view.ts';
import { NO_UNIT, type TotalsFilter } from '../../record/day-total.ts';
import { spellings } from './number-spellings.ts';

/** What a viewer may know of totals, and how. */
export type TotalsView = Pick<CallView, 'sources' | 'extensions' | 'cost_centres' | 'mask'>;

/** Which totals are wanted, as SQL over rows called `total`, and over whose they are (`belonging`) besides. */
export interface WantedTotals {
  readonly ofTotals: readonly string[];
  readonly ofBelonging: readonly string[];
  readonly parameters: Readonly<Record<string, string | number>>;
}

/** The same as of calls (seen-call.ts). */
const NUMBERED = `select id from label where text glob '*${'[0-9]'.repeat(7)}*'`;

/** A channel can be named after a number: beside masked ones all of these are none. */
export function shownTrunk(masked: boolean): string {
  return masked ? `iif(total.trunk in (${NUMBERED}), 0, total.trunk)` : 'total.trunk';
}

export function wantedTotals(
  { held, filter = {} }: { held: boolean; filter?: TotalsFilter | undefined },
  view: TotalsView,
): WantedTotals {
  const narrowed = narrowedBy(filter, view.mask.length > 0);
  const { sources } = view;
  return {
    ofTotals: [held ? '1' : 'held = 0', ...inScope(view), ...narrowed.ofTotals],
    ofBelonging: [...ofCostCentres(view), ...narrowed.ofBelonging],
    parameters: { ...narrowed.parameters, ...(sources === null ? {} : { sources: JSON.stringify(sources) }) },
  };
}

/** Which totals a viewer may know of. */
function inScope({ sources, extensions }: TotalsView): string[] {
  const conditions: string[] = [];
  if (sources !== null)
    conditions.push(
      'total.source in (select id from source where name in (select value from json_each(@sources)))',
    );
  if (extensions !== null) {
    const ranges = extensions.map(
      ({ from, to }) => `total.extension between ${Number(from)} and ${Number(to)}`,
    );
    conditions.push(ranges.length === 0 ? '0' : `(${ranges.join(' or ')})`);
  }
  return conditions;
}

function ofCostCentres({ cost_centres }: TotalsView): string[] {
  return (cost_centres?.each_of ?? []).map((units) => {
    const paths = units.map((unit) => `belonging.path like '%/${Number(unit)}/%'`);
    return paths.length === 0 ? '0' : `(${paths.join(' or ')})`;
  });
}

/** What of the totals is wanted, compared with what is shown. */
function narrowedBy(filter: TotalsFilter, masked: boolean): WantedTotals {
  const { sources, extension, direction, destination_class, trunk, country, unit, person } = filter;
  const [ofTotals, ofBelonging]: [string[], string[]] = [[], []];
  const parameters: Record<string, string | number> = {};
  const want = (condition: string, name: string, value: string | number, among = ofTotals): void => {
    among.push(condition);
    parameters[name] = value;
  };
  const label = (name: string) => `(select id from label where label.text = @${name})`;
  if (sources !== undefined)
    want(
      'total.source in (select id from source where name in (select value from json_each(@wanted_sources)))',
      'wanted_sources',
      JSON.stringify(sources),
    );
  if (extension !== undefined)
    want(
      'total.extension in (select value from json_each(@extensions))',
      'extensions',
      JSON.stringify(spellings(extension)),
    );
  if (direction !== undefined)
    want('total.direction = @direction', 'direction', DIRECTIONS.indexOf(direction));
  if (destination_class !== undefined)
    want('total.destination_class = @class', 'class', DESTINATION_CLASSES.indexOf(destination_class));
  if (trunk !== undefined) want(`${shownTrunk(masked)} = ${label('trunk')}`, 'trunk', trunk);
  if (country !== undefined) want(`total.destination_country = ${label('country')}`, 'country', country);
  if (unit === NO_UNIT) ofBelonging.push('belonging.unit is null');
  else if (unit !== undefined) want('belonging.path like @unit', 'unit', `%/${unit}/%`, ofBelonging);
  if (person !== undefined) want('belonging.person = @person', 'person', person, ofBelonging);
  return { ofTotals, ofBelonging, parameters };
}
