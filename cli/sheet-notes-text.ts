import type { SheetNotes } from '../processor/rating/check-sheet.ts';
import { grouped } from '../reports/text-table.ts';

const TOLD = 10;

/** What is odd in the prices of a tariff, as far as it must not be refused; empty where nothing is. */
export function sheetNotesText({ undiallable, gaps, dear }: SheetNotes): string {
  const lines = [undiallable, dear].flatMap((odd) => [
    ...odd.slice(0, TOLD).map(({ line, what }) => `line ${line}: ${what}`),
    ...(odd.length > TOLD ? [`and ${grouped(odd.length - TOLD)} more such lines`] : []),
  ]);
  if (gaps.length > 0) {
    const named = gaps.slice(0, TOLD).map((code) => `+${code}`);
    const more = gaps.length > TOLD ? ` and ${gaps.length - TOLD} more` : '';
    lines.push(`No price leads to ${grouped(gaps.length)} calling codes: ${named.join(', ')}${more}`);
  }
  return lines.map((line) => `${line}\n`).join('');
}
