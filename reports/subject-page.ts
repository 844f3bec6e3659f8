import { showAmount } from '../record/money.ts';
import type { SubjectRow } from '../record/subject-row.ts';
import { escaped } from './escaped.ts';
import { talkTime } from './talk-time.ts';
import { counted, grouped } from './text-table.ts';

/** What the page says above its tables. */
export interface SubjectPage {
  /** As it was asked for. */
  readonly typed: string;
  readonly kind: string;
  readonly made_at: string;
  readonly stored: Readonly<Record<string, number>>;
  /** Calls of which the person is no party. */
  readonly calls_of_others: number;
  readonly unreadable_raw_copies: number;
  readonly legal_holds: readonly number[];
  readonly has_retention: boolean;
}

/** Rows of a part of a table: a browser works out only those that are in sight. */
const PART_ROWS = 200;

interface Column {
  readonly title: string;
  /** It is read whole: never broken in two. */
  readonly whole: boolean;
  readonly text: (row: SubjectRow) => string | number | null;
}

const column = (title: string, text: Column['text'], whole = true): Column => ({ title, whole, text });

const [WHEN, WHAT] = [column('When', whenOf), column('What', ({ what }) => what, false)];
const PLACE = column('Where', placeOf, false);
const GONE = column('Gone on', ({ gone_on }) => gone_on);
const DETAILS = column('Details', ({ details }) => details, false);
const PARTY = [
  column('Part', ({ part }) => part),
  column('Own number', ({ own_number }) => own_number),
  column('Own name', ({ own_name }) => own_name, false),
  column('Other party', otherOf, false),
  column('Answered', ({ answered }) => (answered === null ? null : answered ? 'yes' : 'no')),
];
const CALL = [
  ...[WHEN, WHAT, ...PARTY],
  column('Talk', ({ part, duration_ms }) => (part === null ? null : talkTime(duration_ms))),
  column('Account', ({ account_code }) => account_code),
  column('Cost', costOf),
  ...[PLACE, column('Numbers cut on', ({ masked_on }) => masked_on), GONE, DETAILS],
];

/** What is said of rows of a class; of any other its words alone. */
const COLUMNS: Readonly<Record<string, readonly Column[]>> = {
  calls: CALL,
  held_calls: CALL,
  raw_copies: [WHAT, PLACE, GONE],
  undefined_lines: [WHAT, PLACE, GONE],
  call_memory: [WHEN, WHAT, ...PARTY, GONE],
  attachments: [WHEN, WHAT, PLACE, GONE, DETAILS],
  exports: [WHEN, WHAT, GONE, DETAILS],
  archives: [column('Month', whenOf), WHAT, column('File', ({ file }) => file), GONE, DETAILS],
  directory: [WHAT, column('Name', ({ own_name }) => own_name, false), GONE, DETAILS],
};
const columnsOf = (name: string): readonly Column[] => COLUMNS[name] ?? [WHAT, DETAILS];

const STYLE = `
:root { color-scheme: light dark; --line: light-dark(#d5d9e0, #3b4048); --soft: light-dark(#f4f6f9, #1d2127); }
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 90rem; padding: 0 1.5rem;
  color: light-dark(#1b1f24, #e6e8eb); background: light-dark(#fff, #14171b); }
h1 { font-size: 1.6rem; margin-bottom: .2rem; } h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1.5rem; } dt { color: light-dark(#57606a, #9aa4af); } dd { margin: 0; }
.wide { overflow-x: auto; } table { border-collapse: collapse; width: 100%; font-size: .8rem; }
th, td { text-align: left; vertical-align: top; padding: .3rem .45rem; border-bottom: 1px solid var(--line); }
th { background: var(--soft); } td { font-variant-numeric: tabular-nums; overflow-wrap: break-word; min-width: 5rem; }
td.whole { white-space: nowrap; min-width: 0; } .part { content-visibility: auto; contain-intrinsic-size: auto 6000px; }
.note { background: var(--soft); border-left: 4px solid light-dark(#2f6feb, #6ea8fe); padding: .6rem 1rem; }
@media print { body { margin: 0; max-width: none; padding: 0; font-size: 9pt; } table { font-size: 6.5pt; } th, td { padding: .2rem .35rem; } td { min-width: 0; } .wide { overflow: visible; }
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
      yield partBegin(row.class);
      [section, inPart] = [row.class, 0];
    }
    yield rowText(row);
    inPart += 1;
    all += 1;
  }
  yield section === '' ? '<p>Nothing is stored.</p>\n' : PART_END;
  yield `<p>${counted(all, 'row')}. The same rows stand in the files beside this page, for programs: JSON and CSV.</p>\n</main>\n</body>\n</html>\n`;
}

function partBegin(name: string): string {
  const titles = columnsOf(name).map(({ title }) => `<th scope="col">${title}</th>`);
  return `<div class="part wide"><table><thead><tr>${titles.join('')}</tr></thead><tbody>\n`;
}

const PART_END = '</tbody></table></div>\n';

function heading(about: SubjectPage): string {
  const { typed, kind, made_at, stored } = about;
  const facts = [
    [titleOf(kind), typed],
    ['Made', readable(made_at)],
    ...Object.entries(stored)
      .filter(([, count]) => count > 0)
      .map(([what, count]) => [titleOf(what), grouped(count)]),
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
${notesOf(about)
  .map((note) => `<p class="note">${escaped(note)}</p>`)
  .join('\n')}
`;
}

/** What has to be known to read the tables. */
function notesOf({
  legal_holds,
  has_retention,
  calls_of_others,
  unreadable_raw_copies,
}: SubjectPage): string[] {
  return [
    'Of the other party of a call the last digits of the number and the name are hidden, because they are that person’s.',
    has_retention
      ? 'The dates say when the retention that is in force today cuts the digits of numbers, and when it takes the row away.'
      : 'No retention is in force, so nothing goes by itself: there are no dates.',
    ...(calls_of_others === 0
      ? []
      : [
          `Of ${counted(calls_of_others, 'call')} the person is no party: they stand in another field, or in another leg of the call. The details say where; of the parties the last digits are hidden.`,
        ]),
    ...(unreadable_raw_copies === 0
      ? []
      : [
          `${counted(unreadable_raw_copies, 'file')} that arrived cannot be read any more: what stands in no other place is not in this report.`,
        ]),
    ...(legal_holds.length === 0
      ? []
      : [
          `Legal hold ${legal_holds.join(', ')} keeps what it names until it is released, whatever the dates say.`,
        ]),
  ];
}

function rowText(row: SubjectRow): string {
  const cells = columnsOf(row.class).map(
    ({ whole, text }) => `<td${whole ? ' class="whole"' : ''}>${escaped(String(text(row) ?? ''))}</td>`,
  );
  return `<tr>${cells.join('')}</tr>\n`;
}

function whenOf({ at }: SubjectRow): string | null {
  return at === null ? null : readable(at);
}

/** `2026-11-28 14:46:50 +01:00` */
const readable = (time: string): string =>
  time.replace('T', ' ').replace(/(?:\.\d+)?(Z|[+-]\d\d:\d\d)$/, (_, zone: string) => ` ${zone}`);

/** `pbx: first.csv (intake 3, byte 1412)` */
function placeOf({ source, file, intake, byte }: SubjectRow): string {
  const name = [source, file].filter((text) => text !== null).join(': ');
  const line = byte === null ? '' : `, byte ${byte}`;
  return intake === null ? name : `${name} (intake ${intake}${line})`;
}

function otherOf({ other_number, other_name }: SubjectRow): string {
  return [...new Set([other_number, other_name])].filter((text) => text !== null).join(' ');
}

function costOf({ cost_micros, currency }: SubjectRow): string | null {
  return cost_micros === null ? null : `${showAmount(cost_micros)} ${currency ?? ''}`.trim();
}

function titleOf(name: string): string {
  const words = name.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
