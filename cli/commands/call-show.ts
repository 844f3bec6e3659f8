import { readRawCopy } from '../../collector/journal/raw-copies.ts';
import { legChain, legRecord } from '../../reports/leg-chain.ts';
import { drawLegs } from '../../reports/leg-drawing.ts';
import { visible } from '../../reports/text-table.ts';
import { legsOf, readCalls } from '../../store/queries/calls.ts';
import { findIntake } from '../../store/queries/intakes.ts';
import { type Quality, qualityOf } from '../../store/queries/quality.ts';
import type { Command } from '../command.ts';
import { notFound } from '../raw-lines.ts';
import { isSet, sameFolder, wholeNumber } from '../usage.ts';

export const callShow: Command = {
  name: 'call show',
  summary:
    'Everything stored about one call, with all its legs in the order of time; --raw prints its exact raw bytes.',
  positionals: 'ID',
  options: {
    raw: { value: null, summary: 'the exact bytes of its line as received, and nothing else' },
    json: { value: null, summary: 'as JSON' },
  },
  example: './ledgerline call show 89245163913217 --raw',
  writes: false,
  async run(call) {
    const id = wholeNumber(call.positionals[0], 'ID');
    const store = call.reading();
    let found = null;
    for await (const row of readCalls(store, { id, held: 'include' })) found = row;
    if (found === null)
      throw notFound(`There is no call ${id}.`, './ledgerline calls --held lists all calls with their ids.');
    const intake = await findIntake(store, found.intake);
    if (isSet(call, 'raw')) {
      if (intake === null) throw notFound(`The intake ${found.intake} of this call is not there.`);
      const bytes = await readRawCopy(call.folder, intake.copy, found.offset, found.length);
      await call.out(bytes);
      return 0;
    }
    const together = await legsOf(store, found);
    const legs = legChain(together);
    const quality = await qualityOf(store.query, found, together);
    if (isSet(call, 'json')) {
      await call.out(`${JSON.stringify({ ...found, legs: legs.map(legRecord), quality }, null, 1)}\n`);
      return 0;
    }
    const width = Math.max(...Object.keys(found).map((name) => name.length));
    for (const [name, value] of Object.entries(found)) {
      const shown = value === null ? '–' : typeof value === 'object' ? JSON.stringify(value) : String(value);
      await call.out(`${name.padEnd(width + 2)}${visible(shown)}\n`);
    }
    await call.out(`\nIts line: ./ledgerline line show ${found.intake} ${found.offset}${sameFolder(call)}\n`);
    const drawn = legs.length > 1;
    if (drawn) await call.out(`\n${drawLegs(legs, found.id, qualityByCall(quality))}`);
    const below = quality.filter((record) => !drawn || record.call === null);
    if (below.length > 0) await call.out(`\n${drawn ? NOT_TOLD : ONE_LEG}\n`);
    for (const record of below) await call.out(`  ${visible(qualityText(record))}\n`);
    return 0;
  },
};

const ONE_LEG = 'Quality, as the device of each party measured it:';
const NOT_TOLD = 'Quality of this call, of which no leg above can be told:';

/** What was measured, by the id of the leg it belongs to. */
function qualityByCall(quality: readonly Quality[]): Map<number, string[]> {
  const known = quality.flatMap((record) => (record.call === null ? [] : [{ ...record, of: record.call }]));
  return new Map(
    [...Map.groupBy(known, ({ of }) => of)].map(([id, records]) => [
      id,
      records.map((record) => `quality, ${qualityText(record)}`),
    ]),
  );
}

function qualityText({ party, leg, measured_at, measures, intake, offset }: Quality): string {
  const whose = party ?? `leg${leg === null ? '' : ` ${leg} of the telephone system`}`;
  const values = Object.entries(measures).map(([name, value]) => `${name} ${value}`);
  return `${whose}, ${measured_at}, line ${intake} ${offset}: ${values.join(', ')}`;
}
