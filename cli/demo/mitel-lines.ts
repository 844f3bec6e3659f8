import { asDialled, asPrinted } from './company.ts';
import type { CompanyCall, Leg, Party } from './company-traffic.ts';
import type { SeededRandom } from './seeded-random.ts';
import type { WrittenLines } from './written-lines.ts';

/** How often something else than a good record is printed. */
const DIRT = 0.004;
const LONGEST_DIALLED = 26;

/** A 3300 at the warehouse prints extended reporting level 2: fixed columns, local time with seconds, no year. */
export class MitelLines {
  readonly #random: SeededRandom;

  constructor(random: SeededRandom) {
    this.#random = random;
  }

  write(call: CompanyCall, lines: WrittenLines): void {
    call.legs.forEach((leg, index) => {
      const line = this.#record(call, leg, index);
      lines.call(line, leg);
      if (this.#random.chance(DIRT)) this.#soil(line, lines);
    });
  }

  #soil(line: string, lines: WrittenLines): void {
    const kind = this.#random.pick(['message', 'rule', 'hour', 'duration', 'noise'] as const);
    if (kind === 'message') lines.ignored(' CLOCK MALFUNCTION');
    else if (kind === 'rule') lines.ignored('-'.repeat(60));
    else if (kind === 'hour') lines.undefined(` ${line.slice(1, 7)}27${line.slice(9)}`, 'bad_time');
    else if (kind === 'duration')
      lines.undefined(`${line.slice(0, 17)}0000:71:${line.slice(25)}`, 'bad_duration');
    else lines.undefined('SMDR PORT RESTARTED', 'unknown_layout');
  }

  #record(call: CompanyCall, leg: Leg, index: number): string {
    const { direction, result, talk_seconds, ring_seconds, started } = leg;
    const trunk = `T${String((call.number % 8) + 1).padStart(3, '0')}`;
    const called = 'person' in leg.to ? leg.to.person.extension : trunk;
    const dialled = 'person' in leg.to ? leg.to.person.extension : asDialled(leg.to.outside, 'london');
    // Places counted from 1, as the manual has them.
    const columns: readonly (readonly [place: number, text: string])[] = [
      [2, printed(started)],
      [18, clock(talk_seconds)],
      [29, 'person' in leg.from ? leg.from.person.extension : trunk],
      [37, result === 'answered' ? String(ring_seconds).padStart(4, '0') : ' ***'],
      [42, dialled.slice(0, LONGEST_DIALLED)],
      [68, completionOf(leg)],
      [70, called],
      [85, index > 0 ? 'T' : ''],
      [95, leg.account_code ?? ''],
      [108, '001'],
      [114, callerOf(leg.from, direction)],
      [154, callIdOf(call)],
      [162, String.fromCharCode(65 + index)],
    ];
    let line = '';
    for (const [place, text] of columns) line = line.padEnd(place - 1) + text;
    return line;
  }
}

function printed(wall: number): string {
  const iso = new Date(wall).toISOString();
  return `${iso.slice(5, 7)}/${iso.slice(8, 10)} ${iso.slice(11, 19)}`;
}

function clock(seconds: number): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${String(Math.floor(seconds / 3600)).padStart(4, '0')}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

function completionOf({ direction, result }: Leg): string {
  if (result === 'busy') return 'B';
  if (direction === 'internal') return 'I';
  return direction === 'outgoing' && result === 'answered' ? 'A' : '';
}

function callerOf(party: Party, direction: Leg['direction']): string {
  return direction === 'incoming' && 'outside' in party ? asPrinted(party.outside, 'london') : '';
}

/** A letter and seven digits, used again after ten million calls. */
function callIdOf({ number }: CompanyCall): string {
  return `A${String(number % 10_000_000).padStart(7, '0')}`;
}
