import { dayIn } from '../../privacy/retention.ts';
import { sheetNotes, sheetProblems } from '../../processor/rating/check-sheet.ts';
import { showDay } from '../../record/calendar.ts';
import { ratesOf, type StoredTariff, tariffs } from '../../store/queries/tariffs.ts';
import type { Command, CommandCall } from '../command.ts';
import { activeConfiguration } from '../service/judging.ts';
import { sheetNotesText } from '../sheet-notes-text.ts';

export const tariffCheck: Command = {
  name: 'tariff check',
  summary:
    'Looks at every tariff that holds today or later: bands that the configuration lacks, carriers without prices, gaps.',
  positionals: '',
  options: {},
  example: './ledgerline tariff check',
  writes: false,
  audit: 'none',
  async run(call) {
    const store = call.reading();
    const { tariffs: settings } = await activeConfiguration(store);
    const all = tariffs(store.connection);
    const inForce = all.filter((tariff) => holdsOn(tariff, all, dayIn('UTC', call.now())));
    const bands = settings.bands.map(({ name }) => name);
    let faults = 0;
    for (const { name } of settings.carriers) {
      if (all.some(({ carrier }) => carrier === name)) continue;
      faults += 1;
      await call.out(`${name}: named in the configuration, and has no tariff: its calls have no cost\n`);
    }
    for (const tariff of inForce) faults += await checkOne(call, tariff, bands);
    if (inForce.length === 0) await call.out('No tariff holds today or later.\n');
    return faults === 0 ? 0 : 1;
  },
};

function holdsOn(
  { id, carrier, from_day }: StoredTariff,
  all: readonly StoredTariff[],
  today: number,
): boolean {
  const own = all.filter((one) => one.carrier === carrier);
  const later = own[own.findIndex((one) => one.id === id) + 1];
  return from_day > today || later === undefined || later.from_day > today;
}

/** Gives how many faults keep calls from being rated as the sheet says. */
async function checkOne(call: CommandCall, tariff: StoredTariff, bands: readonly string[]): Promise<number> {
  const { id, carrier, currency, from_day } = tariff;
  const rates = ratesOf(call.reading().connection, id).map((rate, place) => ({ ...rate, line: place + 2 }));
  const sheet = { rates, problems: [] };
  const problems = sheetProblems(sheet, bands);
  await call.out(`tariff ${id}, ${carrier}, ${currency}, from ${showDay(from_day)}\n`);
  for (const { line, what } of problems) await call.out(`  row ${line}: ${what}\n`);
  const notes = sheetNotesText(sheetNotes(sheet)).replace(/^(?=.)/gm, '  ');
  await call.out(notes === '' && problems.length === 0 ? '  nothing odd\n' : notes);
  return problems.length;
}
