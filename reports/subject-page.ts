import { showAmount } from '../record/money.ts';
import type { SubjectRow } from '../record/subject-row.ts';
import { talkTime } from './talk-time.ts';
import { counted, grouped } from './text-table.ts';

/** What the page says above its tables. */
export interface SubjectPage {
  /** As it was asked for. */
  readonly typed: string;
  readonly kind: string;
  readonly made_at: string;
  readonly stored: Readonly<Record<string, number>>;
  readonly legal_holds: readonly number[];
  readonly has_retention: boolean;
}

/** Rows of a part of a table: a browser works out only those that are in sight. */
const PART_ROWS = 200;

const COLUMNS = [
  'When',
  'What',
  'Part',
  'Own number',
  'Own name',
  'Other party',
  'Answered',
  'Talk',
  'Account',
  'Cost',
];
const PLACES = ['Source', 'File', 'Line', 'Numbers cut on', 'Gone on'];

const STYLE = `
:root { color-scheme: light dark; --line: light-dark(#d5d9e0, #3b4048); --soft: light-dark(#f4f6f9, #1d2127); }
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 90rem; padding: 0 1.5rem;
  color: light-dark(#1b1f24, #e6e8eb); background: light-dark(#fff, #14171b); }
h1 { font-size: 1.6rem; margin-bottom: .2rem; } h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1.5rem; } dt { color: light-dark(#57606a, #9aa4af); } dd { margin: 0; }
.wide { overflow-x: auto; } table { border-collapse: collapse; width: 100%; font-size: .85rem; }
th, td { text-align: left; vertical-align: top; padding: .3rem .6rem; border-bottom: 1px solid var(--line); }
th { background: var(--soft); } td { font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
td:first-child { white-space: nowrap; } .part { content-visibility: auto; contain-intrinsic-size: auto 6000px; }
.note { background: var(--soft); border-left: 4px solid light-dark(#2f6feb, #6ea8fe); padding: .6rem 1rem; }
@media print { body { margin: 0; max-width: none; padding: 0; font-size: 9pt; } table { font-size: 7pt; } .wide { overflow: visible; }
  thead { display: table-header-group; } tr { break-inside: avoid; } .part { content-visibility: visible; } @page { size: A4 landscape; margin: 12mm; } }
`;

/** One page with everything in it, piece by piece: readable without a network, by light and dark, on a screen and on paper. */
export async function* subjectPage(
  about: SubjectPage,
  rows: AsyncIterable<SubjectRow>,
): AsyncGenerator<string> {
  yield heading(about);
  let [section, inPart, all] = ['', 0, 0];
  for await (const row of rows) {
    const isNew = row.class !== section;
    if (isNew || inPart === PART_ROWS) {
      yield section === '' ? '' : PART_END;
      if (isNew) yield `<h2 id="${escaped(row.class)}">${escaped(titleOf(row.class))}</h2>\n`;
      yield PART_BEGIN;
      [section, inPart] = [row.class, 0];
    }
    yield rowText(row);
    inPart += 1;
    all += 1;
  }
  yield section === '' ? '<p>Nothing is stored.</p>\n' : PART_END;
  yield `<p>${counted(all, 'row')}. The same rows stand in the files beside this page, for programs: JSON and CSV.</p>\n</main>\n</body>\n</html>\n`;
}

const PART_BEGIN = `<div class="part wide"><table><thead><tr>${[...COLUMNS, ...PLACES, 'Details'].map((title) => `<th scope="col">${title}</th>`).join('')}</tr></thead><tbody>\n`;
const PART_END = '</tbody></table></div>\n';

function heading({ typed, kind, made_at, stored, legal_holds, has_retention }: SubjectPage): string {
  const facts = [
    [kind === 'extension' ? 'Extension' : kind === 'name' ? 'Name' : 'Number', typed],
    ['Made', made_at],
    ...Object.entries(stored)
      .filter(([, count]) => count > 0)
      .map(([what, count]) => [titleOf(what), grouped(count)]),
  ];
  const notes = [
    'Of the other party of a call the last digits of the number and the name are hidden, because they are that person’s.',
    has_retention
      ? 'The dates say when the retention that is in force today cuts the digits of numbers, and when it takes the row away.'
      : 'No retention is in force, so nothing goes by itself: there are no dates.',
    ...(legal_holds.length === 0
      ? []
      : [
          `Legal hold ${legal_holds.join(', ')} keeps what it names until it is released, whatever the dates say.`,
        ]),
  ];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="robots" content="noindex">
<title>What is stored about ${escaped(typed)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>What is stored about ${escaped(typed)}</h1>
<dl>${facts.map(([name, value]) => `<dt>${escaped(name ?? '')}</dt><dd>${escaped(value ?? '')}</dd>`).join('')}</dl>
${notes.map((note) => `<p class="note">${escaped(note)}</p>`).join('\n')}
`;
}

function rowText(row: SubjectRow): string {
  const { at, what, part, own_number, own_name, other_number, other_name, answered, duration_ms } = row;
  const { cost_micros, currency } = row;
  const other = [other_number, other_name].filter((text) => text !== null).join(' ');
  const place = row.intake === null ? null : `${row.intake}${row.byte === null ? '' : `, byte ${row.byte}`}`;
  const said = answered === null ? null : answered ? 'yes' : 'no';
  const talk = row.part === null ? null : talkTime(duration_ms);
  const cost = cost_micros === null ? null : `${showAmount(cost_micros)} ${currency ?? ''}`.trim();
  const cells = [
    ...[at?.replace('T', ' ') ?? null, what, part, own_number, own_name, other, said, talk],
    ...[row.account_code, cost],
    ...[row.source, row.file, place, row.masked_on, row.gone_on, row.details],
  ];
  return `<tr>${cells.map((cell) => `<td>${escaped(cell ?? '')}</td>`).join('')}</tr>\n`;
}

function titleOf(name: string): string {
  const words = name.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

const ENTITIES: Readonly<Record<string, string>> = {
  ...{ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' },
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);
}
