import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';

/** The repository. */
export const ROOT = join(import.meta.dirname, '..');

/** Puts what was measured between its marks in docs/benchmarks.md; the text around it says what it means. */
export function writeMeasured(name: string, content: string): void {
  const path = join(ROOT, 'docs', 'benchmarks.md');
  const text = readFileSync(path, 'utf8');
  const [begin, end] = [`<!-- ${name}: begin -->`, `<!-- ${name}: end -->`];
  const from = text.indexOf(begin) + begin.length;
  const to = text.indexOf(end);
  if (to < from) throw new Error(`docs/benchmarks.md lacks ${begin}`);
  writeFileSync(path, `${text.slice(0, from)}\n${content.trim()}\n${text.slice(to)}`);
}

/** What was measured on, as a sentence. */
export function machine(): string {
  const model = cpus()[0]?.model.trim() ?? 'unknown';
  return `Measured on ${cpus().length} cores (${model}), ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}.`;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** The number behind an option such as `--rounds`, or the usual one. */
export function numberOption(options: readonly string[], name: string, usual: number): number {
  const at = options.indexOf(`--${name}`);
  return at === -1 ? usual : Number(options[at + 1]) || usual;
}
