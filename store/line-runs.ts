import { LINE_CODES, type LineCounts, noLines } from '../record/outcome.ts';

/** Outcomes of consecutive lines, run-length coded by name: `ignored.header*1 call*118 duplicate*2`. */
export function encodeRuns(codes: Uint8Array): string {
  const runs: string[] = [];
  for (let at = 0; at < codes.length; ) {
    const code = codes[at] as number;
    let end = at + 1;
    while (end < codes.length && codes[end] === code) end += 1;
    runs.push(`${LINE_CODES[code]}*${end - at}`);
    at = end;
  }
  return runs.join(' ');
}

function decodeRuns(outcomes: string): { name: string; lines: number }[] {
  if (outcomes === '') return [];
  return outcomes.split(' ').map((run) => {
    const star = run.lastIndexOf('*');
    return { name: run.slice(0, star), lines: Number(run.slice(star + 1)) };
  });
}

const CODES: ReadonlyMap<string, number> = new Map(LINE_CODES.map((name, code) => [name, code]));

/** A code per line, as the batch had them. */
export function decodeCodes(outcomes: string): Uint8Array {
  return Uint8Array.from(
    decodeRuns(outcomes).flatMap(({ name, lines }) => {
      const code = CODES.get(name);
      if (code === undefined) throw new Error(`a chunk row has the outcome ${name}, which does not exist`);
      return new Array<number>(lines).fill(code);
    }),
  );
}

/** The outcome of the line at a place of the chunk; null when it has fewer lines. */
export function outcomeAt(outcomes: string, place: number): string | null {
  let left = place;
  for (const { name, lines } of decodeRuns(outcomes)) {
    if (left < lines) return name;
    left -= lines;
  }
  return null;
}

export function countRuns(outcomes: string): LineCounts {
  const counts = noLines();
  for (const { name, lines } of decodeRuns(outcomes)) {
    counts.lines += lines;
    counts[columnOf(name)] += lines;
  }
  return counts;
}

function columnOf(name: string): Exclude<keyof LineCounts, 'lines'> {
  if (name === 'call') return 'calls';
  if (name === 'held') return 'held';
  if (name === 'duplicate') return 'duplicates';
  if (name.startsWith('undefined.')) return 'undefined';
  return name.startsWith('ignored.') ? 'ignored' : 'excluded';
}
