import { archivedHint, archivedMonth } from '../../access/archived.ts';
import { readCalls } from '../../access/calls.ts';
import { undefinedLines } from '../../access/lines.ts';
import type { Sight } from '../../access/sight.ts';
import { wholeText } from '../../processor/lines/decode.ts';
import { describeReading } from '../../processor/lines/describe-reading.ts';
import { blankedAs } from '../../processor/lines/read-unit.ts';
import { showTime } from '../../record/calendar.ts';
import {
  EXCLUDED_REASONS,
  type ExcludedReason,
  IGNORED_REASONS,
  UNDEFINED_REASONS,
} from '../../record/outcome.ts';
import { visible } from '../../reports/text-table.ts';
import { outcomeAt } from '../../store/line-runs.ts';
import { duplicateOf } from '../../store/queries/lines.ts';
import type { UndefinedLine } from '../../store/queries/undefined-lines.ts';
import type { Command, CommandCall } from '../command.ts';
import { configurationOf, type Failed, failedAt, placeText, whyOf } from '../line-explanation.ts';
import { type FoundLine, findLine } from '../raw-lines.ts';
import { isSet, wholeNumber } from '../usage.ts';
import { AS_OPTION, viewerOf } from '../viewer.ts';

export const lineShow: Command = {
  name: 'line show',
  summary: 'What became of one raw line, and why: its bytes, its outcome, and what the driver read.',
  positionals: 'INTAKE OFFSET',
  options: { ...AS_OPTION, json: { value: null, summary: 'as JSON' } },
  example: './ledgerline line show 3 1412',
  writes: false,
  audit: { reads: 'lines' },
  async run(call) {
    const intake = wholeNumber(call.positionals[0], 'INTAKE');
    const offset = wholeNumber(call.positionals[1], 'OFFSET');
    const sight = await viewerOf(call);
    const found = await findLine(call.folder, { store: call.reading(), sight }, intake, offset);
    const shown = await describe(call, sight, { found, asked: intake });
    if (isSet(call, 'json')) {
      await call.out(`${JSON.stringify(shown, null, 1)}\n`);
      return 0;
    }
    for (const [name, value] of Object.entries(shown)) {
      // What a line was overwritten with is no reading for people.
      if (name === 'raw' && shown.blanked !== null) continue;
      if (isSaid(value)) await call.out(`${linesOf(name, value, shown.raw)}\n`);
    }
    return 0;
  },
};

function isSaid(value: unknown): value is string | number | object {
  if (value === null || value === undefined) return false;
  return typeof value !== 'object' || Object.keys(value).length > 0;
}

function linesOf(name: string, value: string | number | object, raw: string): string {
  if (name === 'place') return `${name.padEnd(14)}${placeText(value as Failed, raw).join('\n  ')}`;
  return typeof value === 'object'
    ? `${name}\n${indented(value)}`
    : `${name.padEnd(14)}${visible(String(value))}`;
}

function indented(value: object): string {
  return Object.entries(value)
    .filter(([, field]) => field !== null)
    .map(
      ([name, field]) =>
        `  ${name.padEnd(20)}${visible(typeof field === 'object' ? JSON.stringify(field) : String(field))}`,
    )
    .join('\n');
}

async function describe(
  call: CommandCall,
  sight: Sight,
  { found, asked }: { found: FoundLine; asked: number },
) {
  const { intake, chunk, line, settings } = found;
  const store = call.reading();
  const { offset, length, raw } = line.unit;
  const resent = chunk.intake !== asked;
  const first = outcomeAt(chunk.outcomes, line.place) ?? 'not judged';
  const outcome = resent && !/^(ignored|excluded)\./.test(first) ? 'duplicate' : first;
  let stored: { id: number; held_by: string | null } | null = null;
  for await (const row of readCalls(store, sight, { intake: chunk.intake, offset, held: 'include' }))
    stored = row;
  const [undefinedLine] = await undefinedLines(store, sight, { intake: chunk.intake, offset }, 1);
  const repeats = await duplicateOf(store.query, chunk.intake, offset);
  const archived = archivedText(archivedMonth(store, sight, { intake: chunk.intake, offset }));
  const isGone = WORDS[outcome] !== undefined && (stored?.id ?? repeats ?? archived) === null;
  const reading = line.reading === null ? null : describeReading(line.reading);
  if (reading !== null && 'undefined' in reading) delete reading.place;
  return {
    intake: asked,
    offset,
    length,
    source: intake.source,
    file: intake.name,
    received_at: showTime(resent ? intake.received_at : chunk.received_at, 0),
    outcome,
    meaning: isGone ? `${meaningOf(outcome)} ${GONE}` : meaningOf(outcome),
    blanked: blankedText(raw),
    detail: undefinedLine?.detail ?? null,
    written_off: undefinedLine === undefined ? null : writtenOff(undefinedLine),
    same_as: !resent ? null : `intake ${intake.same_as}, which brought the same bytes before`,
    call: stored?.id ?? repeats,
    archived,
    driver: settings.driver,
    driver_options: settings.driver_options,
    program: chunk.program,
    ...(await configurationOf(store, found)),
    site: settings.site,
    raw: wholeText(raw, settings.encoding),
    place: failedAt(found, first),
    reading: reading === null ? null : 'call' in reading ? reading.call : reading,
    why: await whyOf(found, stored?.held_by ?? null),
  };
}

const archivedText = (month: string | null): string | null =>
  month === null ? null : `its call is archived, in ${month}: ${archivedHint(month)}`;

/** Why a line has no bytes any more, as the letter says that they were overwritten with; null of any other. */
function blankedText(raw: string): string | null {
  const reason = blankedAs(raw);
  return reason === null ? null : `its bytes were overwritten: ${WHY_BLANKED[reason]}`;
}

const WHY_BLANKED: Readonly<Record<ExcludedReason, string>> = {
  policy: 'a rule of the policy excludes the call',
  unmaskable: 'what must not be kept cannot be told apart in it',
  erased: 'the call was erased on request',
  expired: 'it has the age at which no such line stays (docs/retention.md)',
};

/** Of a line that nobody will mend: when that was said, by whom and why. */
function writtenOff({ written_off_at: at, written_off_by: by, written_off_reason: reason }: UndefinedLine) {
  return at === null ? null : { at: showTime(at, 0), by, reason };
}

const WORDS: Readonly<Record<string, string>> = {
  call: 'Stored as a call.',
  held: 'Stored as a call below a threshold: kept, out of reports.',
  duplicate: 'The same record was there already.',
};

const GONE = 'That call is not here any more: it went with its age, was erased or left out since.';

function meaningOf(outcome: string): string | null {
  const reason = outcome.slice(outcome.indexOf('.') + 1);
  const reasons: Readonly<Record<string, string>> = {
    ...UNDEFINED_REASONS,
    ...IGNORED_REASONS,
    ...EXCLUDED_REASONS,
  };
  return WORDS[outcome] ?? reasons[reason] ?? null;
}
