import { type LineCounts, noLines, type UndefinedReason } from '../../record/outcome.ts';
import type { Leg } from './company-traffic.ts';

/** What must become of lines, known from how they were written. */
export interface Expected {
  readonly counts: LineCounts;
  readonly reasons: ReadonlyMap<UndefinedReason, number>;
}

/** Text in the format of a telephone system, with what must become of each of its lines. */
export class WrittenLines {
  readonly #separator: string;
  readonly #lines: string[] = [];
  readonly counts = noLines();
  readonly reasons = new Map<UndefinedReason, number>();

  constructor(separator: string) {
    this.#separator = separator;
  }

  call(line: string, leg: Leg): void {
    this.#add(line);
    if (isHeld(leg)) this.counts.held += 1;
    else this.counts.calls += 1;
  }

  undefined(line: string, reason: UndefinedReason): void {
    this.#add(line);
    this.counts.undefined += 1;
    this.reasons.set(reason, (this.reasons.get(reason) ?? 0) + 1);
  }

  ignored(line: string): void {
    this.#add(line);
    this.counts.ignored += 1;
  }

  #add(line: string): void {
    this.#lines.push(line);
    this.counts.lines += 1;
  }

  get text(): string {
    return this.#lines.map((line) => line + this.#separator).join('');
  }
}

/** The thresholds of the demo's configuration in words of the generator, so that the program is checked by another. */
function isHeld({ result, direction, talk_seconds }: Leg): boolean {
  return result === 'answered' ? talk_seconds < 3 : direction === 'internal';
}

/** What must become of lines whose records all came before, when their file is known by its bytes. */
export function asResent({ counts }: Expected): Expected {
  const { lines, ignored, excluded } = counts;
  return {
    counts: { ...noLines(), lines, ignored, excluded, duplicates: lines - ignored - excluded },
    reasons: new Map(),
  };
}

/** What must become of the same records in another file: calls are known again, what is undefined stays so. */
export function asRepeated({ counts, reasons }: Expected): Expected {
  const { calls, held } = counts;
  return { counts: { ...counts, calls: 0, held: 0, duplicates: calls + held }, reasons };
}

export function sumOf(parts: readonly Expected[]): Expected {
  const counts = noLines();
  const reasons = new Map<UndefinedReason, number>();
  for (const part of parts) {
    for (const name of Object.keys(counts) as (keyof LineCounts)[]) counts[name] += part.counts[name];
    for (const [reason, lines] of part.reasons) reasons.set(reason, (reasons.get(reason) ?? 0) + lines);
  }
  return { counts, reasons };
}
