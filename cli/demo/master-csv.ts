import { createTimeZone } from '../../processor/times/time-zone.ts';
import { asDialled, asPrinted, SITES } from './company.ts';
import type { CompanyCall, Leg, Party } from './company-traffic.ts';
import type { SeededRandom } from './seeded-random.ts';
import type { WrittenLines } from './written-lines.ts';

const DISPOSITIONS = { answered: 'ANSWERED', unanswered: 'NO ANSWER', busy: 'BUSY' } as const;
/** How often a line is damaged, or a blank one stands between two records. */
const DIRT = 0.002;

/** Asterisk at headquarters: `Master.csv` with uniqueid and the columns of newcdrcolumns. */
export class MasterCsv {
  readonly #zone = createTimeZone(SITES.berlin.time_zone);
  readonly #random: SeededRandom;
  #channels = 0;
  #sequence = 0;

  constructor(random: SeededRandom) {
    this.#random = random;
  }

  write(call: CompanyCall, lines: WrittenLines): void {
    const linked = this.#uniqueId(call.legs[0]);
    call.legs.forEach((leg, index) => {
      const line = this.#record(leg, index === 0 ? linked : this.#uniqueId(leg), linked);
      lines.call(line, leg);
      if (this.#random.chance(DIRT)) this.#soil(line, lines);
    });
  }

  /** What a full disk, a crash and an editor leave in such files. */
  #soil(line: string, lines: WrittenLines): void {
    const kind = this.#random.pick(['cut', 'impossible date', 'blank'] as const);
    if (kind === 'blank') lines.ignored('');
    else if (kind === 'cut') lines.undefined(line.split(',').slice(0, 8).join(','), 'too_short');
    else lines.undefined(line.replace(/"\d{4}-\d\d-\d\d /, '"2026-02-30 '), 'bad_time');
  }

  #uniqueId({ started }: Leg): string {
    this.#channels += 2;
    const utc = this.#zone.moments(started)[0]?.utc ?? started;
    return `${Math.floor(utc / 1000)}.${this.#channels}`;
  }

  #record(leg: Leg, uniqueId: string, linkedId: string): string {
    const { direction, result, started, ring_seconds, talk_seconds } = leg;
    const answered = started + ring_seconds * 1000;
    const called = calledOf(leg.to);
    this.#sequence += 1;
    const texts = [
      leg.account_code ?? '',
      callingOf(leg.from),
      called,
      direction === 'incoming' ? 'from-carrier' : 'inside',
      'person' in leg.from ? `"${leg.from.person.name}" <${leg.from.person.extension}>` : callingOf(leg.from),
      this.#channel(leg.from, 0),
      this.#channel(leg.to, 1),
      'Dial',
      'person' in leg.to ? `PJSIP/${called},30` : `PJSIP/${called}@carrier,60`,
      printed(started),
      result === 'answered' ? printed(answered) : '',
      printed(answered + talk_seconds * 1000),
    ];
    const numbers = [ring_seconds + talk_seconds, talk_seconds];
    const rest = [DISPOSITIONS[result], 'DOCUMENTATION', uniqueId, '', linkedId];
    return [...texts.map(quoted), ...numbers, ...rest.map(quoted), this.#sequence].join(',');
  }

  #channel(party: Party, side: 0 | 1): string {
    const name = 'person' in party ? party.person.extension : 'carrier';
    return `PJSIP/${name}-${(this.#channels + side).toString(16).padStart(8, '0')}`;
  }
}

function callingOf(party: Party): string {
  return 'person' in party ? party.person.extension : asPrinted(party.outside, 'berlin');
}

function calledOf(party: Party): string {
  return 'person' in party ? party.person.extension : asDialled(party.outside, 'berlin');
}

function printed(wall: number): string {
  return new Date(wall).toISOString().slice(0, 19).replace('T', ' ');
}

function quoted(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}
