import { archivedHint, archivedMonth } from '../../access/archived.ts';
import { attachmentsOfCall } from '../../access/attachments.ts';
import { type OpenedCall, openCall, type SeenQuality, unseenFields } from '../../access/calls.ts';
import { requireRaw } from '../../access/lines.ts';
import { notShown } from '../../access/not-shown.ts';
import type { Sight } from '../../access/sight.ts';
import { readRawCopy } from '../../collector/journal/raw-copies.ts';
import { blankedAs } from '../../processor/lines/read-unit.ts';
import type { SeenCall } from '../../record/call.ts';
import type { OperationError } from '../../record/operation-error.ts';
import { legChain, legRecord } from '../../reports/leg-chain.ts';
import { drawLegs } from '../../reports/leg-drawing.ts';
import { grouped, visible } from '../../reports/text-table.ts';
import { findIntake } from '../../store/queries/intakes.ts';
import type { Command, CommandCall } from '../command.ts';
import { costText, explainCost } from '../cost-explanation.ts';
import { notFound, refuseGone } from '../raw-lines.ts';
import { isSet, sameFolder, wholeNumber } from '../usage.ts';
import { AS_OPTION, viewerOf } from '../viewer.ts';

export const callShow: Command = {
  name: 'call show',
  summary:
    'Everything stored about one call, with all its legs in the order of time; --raw prints its exact raw bytes.',
  positionals: 'ID',
  options: {
    raw: { value: null, summary: 'the exact bytes of its line as received, and nothing else' },
    ...AS_OPTION,
    json: { value: null, summary: 'as JSON' },
  },
  example: './ledgerline call show 89245163913217 --raw',
  writes: false,
  audit: { reads: 'calls' },
  async run(call) {
    const id = wholeNumber(call.positionals[0], 'ID');
    const sight = await viewerOf(call);
    if (isSet(call, 'raw')) requireRaw(sight);
    const opened = await openCall(call.reading(), sight, id);
    if (opened === null) throw notThere(call, sight, id);
    if (isSet(call, 'raw')) {
      if (opened.call.offset === null) throw notShown(sight, 'The line of this call is');
      await call.out(await rawBytes(call, opened.call));
    } else if (isSet(call, 'json')) {
      const legs = legChain(opened.legs).map(legRecord);
      const cost = await explainCost(call.reading(), opened.call);
      const attachments = await attachmentsOf(call, opened, sight);
      const { quality } = opened;
      await call.out(`${JSON.stringify({ ...opened.call, cost, legs, quality, attachments }, null, 1)}\n`);
    } else await printCall(call, opened, sight);
    return 0;
  },
};

function notThere(call: CommandCall, sight: Sight, id: number): OperationError {
  const month = archivedMonth(call.reading(), sight, { id });
  return month === null
    ? notFound(`There is no call ${id}.`, './ledgerline calls --held lists all calls with their ids.')
    : notFound(`Call ${id} is archived, in ${month}.`, archivedHint(month));
}

async function rawBytes(call: CommandCall, { intake, offset, length }: SeenCall): Promise<Uint8Array> {
  const found = await findIntake(call.reading(), intake);
  if (found === null || offset === null || length === null)
    throw notFound(`The intake ${intake} of this call is not there.`);
  refuseGone(found);
  const bytes = await readRawCopy(call.folder, found.copy, offset, length);
  if (blankedAs(Buffer.from(bytes).toString('latin1')) === null) return bytes;
  throw notFound(
    'The line of this call was overwritten, as those of calls of that age are: it cannot be shown or read again.',
    `./ledgerline line show ${intake} ${offset}${sameFolder(call)} says what became of it, docs/retention.md when lines go.`,
  );
}

async function attachmentsOf(call: CommandCall, { legs }: OpenedCall, sight: Sight) {
  const ids = legs.map((leg) => leg.id);
  return await attachmentsOfCall(call.reading(), sight, ids);
}

async function printCall(call: CommandCall, opened: OpenedCall, sight: Sight) {
  const { call: shown, legs, quality } = opened;
  const width = Math.max(...Object.keys(shown).map((name) => name.length));
  const kept = unseenFields(sight);
  for (const [name, value] of Object.entries(shown)) {
    const nothing = kept.includes(name) ? 'not shown' : '–';
    const text = value === null ? nothing : typeof value === 'object' ? JSON.stringify(value) : String(value);
    await call.out(`${name.padEnd(width + 2)}${visible(text)}\n`);
  }
  const { id, intake, offset } = shown;
  if (offset !== null)
    await call.out(`\nIts line: ./ledgerline line show ${intake} ${offset}${sameFolder(call)}\n`);
  const cost = costText(shown, await explainCost(call.reading(), shown));
  if (cost !== '') await call.out(`\n${cost}`);
  const drawn = legs.length > 1;
  if (drawn) await call.out(`\n${drawLegs(legChain(legs), id, qualityByCall(quality))}`);
  const below = quality.filter((record) => !drawn || record.call === null);
  if (below.length > 0) await call.out(`\n${drawn ? NOT_TOLD : ONE_LEG}\n`);
  for (const record of below) await call.out(`  ${visible(qualityText(record))}\n`);
  for (const { id: attachment, kind, bytes } of await attachmentsOf(call, opened, sight))
    await call.out(
      `\nAttachment ${attachment}, a ${kind} of ${grouped(bytes)} bytes: ./ledgerline attachments export ${attachment} --out FILE${sameFolder(call)}\n`,
    );
}

const ONE_LEG = 'Quality, as the device of each party measured it:';
const NOT_TOLD = 'Quality of this call, of which no leg above can be told:';

/** What was measured, by the id of the leg it belongs to. */
function qualityByCall(quality: readonly SeenQuality[]): Map<number, string[]> {
  const known = quality.flatMap((record) => (record.call === null ? [] : [{ ...record, of: record.call }]));
  return new Map(
    [...Map.groupBy(known, ({ of }) => of)].map(([id, records]) => [
      id,
      records.map((record) => `quality, ${qualityText(record)}`),
    ]),
  );
}

function qualityText({ party, leg, measured_at, measures, intake, offset }: SeenQuality): string {
  const whose = party ?? `leg${leg === null ? '' : ` ${leg} of the telephone system`}`;
  const values = Object.entries(measures).map(([name, value]) => `${name} ${value}`);
  const line = offset === null ? '' : `, line ${intake} ${offset}`;
  return `${whose}, ${measured_at}${line}: ${values.join(', ')}`;
}
