import { createTimeZone } from '../../processor/times/time-zone.ts';
import { DAY_MS, dayOf } from '../../record/calendar.ts';
import { foundCompany, SITES, type TelephoneSystem } from './company.ts';
import type { Days, Deliveries } from './deliveries.ts';
import type { DemoFolder } from './demo-folder.ts';
import { copyFixtures, definedFixtures, type FixtureSource, watchedFixtures } from './fixture-cases.ts';
import { fillHeadquarters } from './headquarters-folder.ts';
import { fillLondon } from './london-server.ts';
import { SeededRandom } from './seeded-random.ts';
import { printWarehouse, type WarehouseStream } from './warehouse-stream.ts';
import { type Expected, sumOf } from './written-lines.ts';

/** Everything that the demo brings to its sources, with what must become of it. */
export interface DemoTraffic {
  readonly days: Days;
  readonly company: readonly TelephoneSystem[];
  readonly headquarters: Deliveries;
  readonly london: Deliveries;
  readonly warehouse: WarehouseStream;
  /** Fixtures that come through watched folders, and those that are handed over. */
  readonly fixtures: readonly FixtureSource[];
  readonly defined: FixtureSource;
  /** What must become of the generated traffic. */
  readonly generated: ReadonlyMap<string, Expected>;
  readonly linesBySource: ReadonlyMap<string, number>;
}

/** Writes the company's traffic of the days up to yesterday, and the fixtures of every driver, where they are picked up. */
export function writeTraffic(folder: DemoFolder, count: number, now: number): DemoTraffic {
  const zone = createTimeZone(SITES.berlin.time_zone);
  const last = dayOf(now + zone.offsetAt(now) - DAY_MS);
  const days = { first: last - count + 1, last };
  const company = foundCompany(new SeededRandom(0));
  const named = (name: TelephoneSystem['name']): TelephoneSystem => {
    const system = company.find((one) => one.name === name);
    if (system === undefined) throw new Error(`the company has no telephone system ${name}`);
    return system;
  };
  const headquarters = fillHeadquarters(named('headquarters'), days, folder.headquarters);
  const london = fillLondon(named('london'), days, folder.london);
  const warehouse = printWarehouse(named('warehouse'), days);
  const fixtures = watchedFixtures();
  for (const source of fixtures) copyFixtures(source, folder.fixtures);
  const defined = definedFixtures();
  const generated = new Map(
    Object.entries({ headquarters, london, warehouse }).map(([name, { expected }]) => [name, expected]),
  );
  const lines = [...fixtures, defined].map(
    (source) => [source.name, sumOf(source.cases.map(({ expected }) => expected))] as const,
  );
  const linesBySource = new Map(
    [...generated, ...lines].map(([name, { counts }]) => [name, counts.lines] as const),
  );
  return { days, company, headquarters, london, warehouse, fixtures, defined, generated, linesBySource };
}
