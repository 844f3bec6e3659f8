import { type Anonymity, CALL_STEPS } from '../record/age-edges.ts';
import { anonymousUnits, type UnitMember } from '../record/anonymous-units.ts';
import { CALL_PLACE as AT, type Batch, CALL_WIDTH } from '../record/batch.ts';
import { isUnitNumber, unitNumber } from '../record/number.ts';
import type { Connection } from './open-database.ts';

const ANONYMOUS = CALL_STEPS.indexOf('anonymous');

/** The site of what calls are joined with that is no extension: a unit stands there by its number, for calls of every site. */
export const UNIT_SITE = '';

/** Stretches of days kept; calls come day after day. */
const STRETCHES_KEPT = 100;

/** Days on which every extension is the same unit's. */
interface Stretch {
  readonly first: number;
  readonly last: number;
  /** Of each unit, the one that its anonymous calls are counted to. */
  readonly units: ReadonlyMap<number, number | null>;
}

export interface CountedCall {
  readonly source: number;
  readonly day: number;
  readonly extension: number | null;
}

/**
 * What stands in the place of the extension of an anonymous call: the unit that the extension was of on that day, as the directory
 * knows it now, or one above it where that has too few people; null where it was nobody's. An extension stands for a person of
 * its own where the directory gives it to none.
 */
export class CountedUnits {
  private stretches: Stretch[] = [];
  /** What the stretches were worked out from. */
  private workedFrom = '';
  private readonly statements;

  constructor(connection: Connection) {
    this.statements = prepare(connection);
  }

  /** A unit stays what it is. */
  of(call: CountedCall, anonymity: Anonymity): number | null {
    const { extension } = call;
    if (extension === null || isUnitNumber(extension)) return extension;
    const { counted } = this.unitsOf(call, anonymity);
    return counted === null ? null : unitNumber(counted);
  }

  /** Where a call is counted when it is anonymous and not to its own unit, which has too few people; null where it is counted to that, or was to none. */
  movesTo(call: CountedCall, anonymity: Anonymity): 'unit above' | 'no unit' | null {
    const { extension } = call;
    if (extension === null || isUnitNumber(extension)) return null;
    const { own, counted } = this.unitsOf(call, anonymity);
    if (own === counted) return null;
    return counted === null ? 'no unit' : 'unit above';
  }

  private unitsOf(
    { source, day, extension }: CountedCall,
    { sites_of, smallest_group }: Anonymity,
  ): { own: number | null; counted: number | null } {
    const name = this.statements.source.get(source);
    const site = name !== undefined && Object.hasOwn(sites_of, name) ? sites_of[name] : undefined;
    if (site === undefined || extension === null) return { own: null, counted: null };
    const own = this.statements.unit.get({ site, number: extension, day }) ?? null;
    const counted = own === null ? null : this.stretchOf(day, smallest_group).units.get(own);
    return { own, counted: counted ?? null };
  }

  /** The batch, in whose rows of anonymous calls no extension is left. */
  counted(batch: Batch, source: number): Batch {
    const { anonymity, calls, rows } = batch;
    if (anonymity === null) return batch;
    for (let base = 0; base < rows * CALL_WIDTH; base += CALL_WIDTH) {
      const [day, extension] = [calls[base + AT.day] ?? 0, calls[base + AT.extension] ?? Number.NaN];
      if (calls[base + AT.step] !== ANONYMOUS || Number.isNaN(extension)) continue;
      calls[base + AT.extension] = this.of({ source, day, extension }, anonymity) ?? Number.NaN;
    }
    return batch;
  }

  private stretchOf(day: number, smallestGroup: number): Stretch {
    const directory = `${this.statements.version.get() ?? 0} ${smallestGroup}`;
    if (directory !== this.workedFrom || this.stretches.length >= STRETCHES_KEPT) this.stretches = [];
    this.workedFrom = directory;
    const known = this.stretches.find(({ first, last }) => first <= day && day <= last);
    if (known !== undefined) return known;
    const { first, last } = this.statements.borders.get({ day }) ?? { first: day, last: day };
    const units = anonymousUnits(this.statements.members.iterate({ day }), smallestGroup);
    const stretch = { first: first ?? day, last: last ?? day, units };
    this.stretches.push(stretch);
    return stretch;
  }
}

function prepare(connection: Connection) {
  const covers = '@day between from_day and to_day';
  return {
    source: connection.prepare<[number], string>('select name from source where id = ?').pluck(),
    version: connection.prepare<[], number | null>('select max(id) from directory_version').pluck(),
    unit: connection
      .prepare<{ site: string; number: number; day: number }, number | null>(
        `select unit from extension_span where site = @site and number = @number and ${covers}`,
      )
      .pluck(),
    members: connection.prepare<{ day: number }, UnitMember>(
      `select unit, path, coalesce(person, site || ' ' || number) as who from extension_span
       where site <> '${UNIT_SITE}' and unit is not null and ${covers}`,
    ),
    /** From the last change of anything up to the day until the one behind it. */
    borders: connection.prepare<{ day: number }, { first: number | null; last: number | null }>(
      `select max(iif(to_day < @day, to_day + 1, iif(from_day <= @day, from_day, null))) as first,
       min(iif(from_day > @day, from_day - 1, iif(to_day >= @day, to_day, null))) as last
       from extension_span where site <> '${UNIT_SITE}'`,
    ),
  };
}
