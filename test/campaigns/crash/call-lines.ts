import type { Random } from './random.ts';

const DAY_MS = 86_400_000;

/** Makes lines as Asterisk writes them; no two are equal unless a twin is asked for. */
export class CallLines {
  private readonly random: Random;
  private readonly firstDay: number;
  private made = 0;

  /** `today`: streams take no call that is much older than its arrival. */
  constructor(random: Random, today: number) {
    this.random = random;
    this.firstDay = Math.floor(today / DAY_MS) * DAY_MS - 5 * DAY_MS;
  }

  /** So many lines, some of them twins of the one before, one in a hundred of them rubbish where it is allowed. */
  batch(count: number, rubbish = false): string[] {
    const lines: string[] = [];
    while (lines.length < count) {
      const before = lines.at(-1);
      if (rubbish && this.random.chance(0.01)) lines.push(`rubbish ${this.number()}`);
      else if (before !== undefined && this.random.chance(0.05)) lines.push(before);
      else lines.push(this.call());
    }
    return lines;
  }

  private number(): string {
    this.made += 1;
    return String(this.made).padStart(7, '0');
  }

  private call(): string {
    const { random } = this;
    const extension = random.between(2000, 2099);
    const start = this.firstDay + random.between(0, 4 * 86_400) * 1000;
    const talk = random.chance(0.2) ? 0 : random.between(1, 3600);
    const ring = random.between(1, 30);
    const time = (ms: number): string => new Date(ms).toISOString().slice(0, 19).replace('T', ' ');
    const answer = talk === 0 ? '' : time(start + ring * 1000);
    const end = time(start + (ring + talk) * 1000);
    const fields = [
      ...['""', `"${extension}"`, `"03055${this.number()}"`, '"office"', `"""Desk"" <${extension}>"`],
      ...[`"SIP/${extension}-1"`, '"SIP/trunk-1"', '"Dial"', '"SIP/trunk"', `"${time(start)}"`],
      ...[`"${answer}"`, `"${end}"`, ring + talk, talk, talk === 0 ? '"NO ANSWER"' : '"ANSWERED"'],
      '"DOCUMENTATION"',
    ];
    return fields.join(',');
  }
}

/** How often each line is in a list. */
export function countOf(lines: Iterable<string>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const line of lines) counts.set(line, (counts.get(line) ?? 0) + 1);
  return counts;
}

export function isRubbish(line: string): boolean {
  return line.startsWith('rubbish');
}
