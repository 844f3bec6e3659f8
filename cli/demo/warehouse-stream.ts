import type { TelephoneSystem } from './company.ts';
import { callsOfDay } from './company-traffic.ts';
import type { Days } from './deliveries.ts';
import { MitelLines } from './mitel-lines.ts';
import { SeededRandom } from './seeded-random.ts';
import { type Expected, sumOf, WrittenLines } from './written-lines.ts';

/** What the telephone system of the warehouse prints: up to the broken connection, and after it. */
export interface WarehouseStream {
  /** Ends in the middle of a line. */
  readonly before: string;
  readonly after: string;
  /** Whole lines before the connection breaks. */
  readonly linesBefore: number;
  readonly expected: Expected;
}

/** Prints all days, breaks off in a record in the middle of them and goes on with the next one: the rest of it is lost. */
export function printWarehouse(system: TelephoneSystem, { first, last }: Days): WarehouseStream {
  const random = new SeededRandom(5);
  const printer = new MitelLines(new SeededRandom(6));
  const before = new WrittenLines('\r\n');
  const after = new WrittenLines('\r\n');
  const middle = Math.floor((first + last) / 2);
  let number = 1;
  for (let day = first; day <= last; day++) {
    const calls = callsOfDay(system, day, number, random);
    for (const call of calls) printer.write(call, day <= middle ? before : after);
    number += calls.length;
  }
  const lost = new WrittenLines('');
  const [broken] = callsOfDay(system, middle, number, random);
  if (broken === undefined) throw new Error('a day without a call cannot break off in one');
  printer.write({ ...broken, legs: [broken.legs[0]] }, lost);
  const cut = new WrittenLines('');
  cut.undefined(lost.text.slice(0, 60), 'cut_line');
  return {
    before: before.text + cut.text,
    after: after.text,
    linesBefore: before.counts.lines,
    expected: sumOf([before, cut, after]),
  };
}
