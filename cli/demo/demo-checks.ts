import { undefinedReasons } from '../../access/lines.ts';
import type { Sight } from '../../access/sight.ts';
import { LINE_COUNTS, type UndefinedReason } from '../../record/outcome.ts';
import { grouped } from '../../reports/text-table.ts';
import { sessions } from '../../store/queries/intakes.ts';
import { type LedgerRow, ledger } from '../../store/queries/ledger.ts';
import type { ReadingStore } from '../../store/reading-store.ts';
import type { DemoTraffic } from './demo-traffic.ts';
import { type Expected, sumOf } from './written-lines.ts';

/** Reasons that only the processor gives; the golden files of fixtures say what the drivers do. */
const PROCESSORS: ReadonlySet<string> = new Set(['time_in_future', 'time_too_old', 'contradiction']);

interface Found {
  readonly row: LedgerRow | undefined;
  readonly reasons: ReadonlyMap<string, number>;
}

/** Everything in the ledger that is not as it was written; a sentence each, none when all is well. */
export async function unexpected(store: ReadingStore, sight: Sight, traffic: DemoTraffic): Promise<string[]> {
  const rows = ledger(store.connection, 'source');
  const reasons = await undefinedReasons(store, sight);
  const found = (source: string): Found => ({
    row: rows.find((row) => row.source === source),
    reasons: new Map(reasons.filter((row) => row.source === source).map((row) => [row.reason, row.lines])),
  });
  const problems = rows
    .filter(({ sum_holds }) => !sum_holds)
    .map(({ source }) => `${source}: the sum does not hold`);
  for (const [source, expected] of traffic.generated) {
    problems.push(...generatedDifferences(expected, found(source)).map((text) => `${source}: ${text}`));
  }
  for (const { name, cases } of [...traffic.fixtures, traffic.defined]) {
    const expected = sumOf(cases.map((one) => one.expected));
    if (cases.length > 0)
      problems.push(...fixtureDifferences(expected, found(name)).map((text) => `${name}: ${text}`));
  }
  const broken = (await sessions(store.query, 'warehouse', 100)).some(({ result }) => result === 'broken');
  if (!broken) problems.push('warehouse: no session shows the broken connection');
  return problems;
}

function generatedDifferences({ counts, reasons }: Expected, found: Found): string[] {
  const names = new Set<string>([...reasons.keys(), ...found.reasons.keys()]);
  return [
    ...LINE_COUNTS.flatMap((name) => difference(name, counts[name], found.row?.[name] ?? 0)),
    ...[...names].flatMap((reason) =>
      difference(
        `undefined as ${reason}`,
        reasons.get(reason as UndefinedReason) ?? 0,
        found.reasons.get(reason) ?? 0,
      ),
    ),
  ];
}

/** Lines that several fixtures share are duplicates of each other, so only what the drivers decide is compared. */
function fixtureDifferences({ counts, reasons }: Expected, found: Found): string[] {
  const names = new Set<string>([...reasons.keys(), ...found.reasons.keys()]);
  const least = (reason: string) => reasons.get(reason as UndefinedReason) ?? 0;
  return [
    ...difference('lines', counts.lines, found.row?.lines ?? 0),
    ...difference('ignored', counts.ignored, found.row?.ignored ?? 0),
    ...[...names].flatMap((reason) => {
      const lines = found.reasons.get(reason) ?? 0;
      if (PROCESSORS.has(reason) && lines >= least(reason)) return [];
      return difference(`undefined as ${reason}`, least(reason), lines);
    }),
  ];
}

function difference(what: string, expected: number, found: number): string[] {
  return expected === found
    ? []
    : [`${grouped(expected)} ${what} were written, the ledger has ${grouped(found)}`];
}
