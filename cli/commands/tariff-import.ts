import {
  type SheetDifference,
  sheetDifference,
  sheetNotes,
  sheetProblems,
} from '../../processor/rating/check-sheet.ts';
import { type ReadSheet, readSheet, type SheetProblem } from '../../processor/rating/rate-sheet.ts';
import { carrierName } from '../../processor/rating/tariff-settings.ts';
import { type Day, showDay } from '../../record/calendar.ts';
import { CURRENCY_PATTERN } from '../../record/money.ts';
import { OperationError } from '../../record/operation-error.ts';
import { counted, grouped } from '../../reports/text-table.ts';
import type { Configuration } from '../../settings/configuration.ts';
import { ratesOf, type StoredTariff, tariffs } from '../../store/queries/tariffs.ts';
import type { Command, CommandCall } from '../command.ts';
import { readRateSheet } from '../rate-sheet-file.ts';
import { activeConfiguration } from '../service/judging.ts';
import { hasDatabase } from '../service/writer.ts';
import { sheetNotesText } from '../sheet-notes-text.ts';
import { givenDay, isSet, optional, sameFolder, usageError } from '../usage.ts';

/** More mistakes than these are of one kind. */
const PROBLEMS_TOLD = 20;

export const tariffImport: Command = {
  name: 'tariff import',
  summary:
    'Checks a rate sheet (CSV or XLSX) and keeps it: calls of its carrier from that day on are rated by it. All of it or nothing.',
  positionals: 'FILE',
  options: {
    carrier: { value: 'NAME', summary: 'whose prices these are' },
    currency: { value: 'CUR', summary: 'the currency of the prices, such as EUR' },
    from: { value: 'YYYY-MM-DD', summary: 'first local day on which they hold' },
    plan: { value: null, summary: 'only say what would be kept; nothing is changed' },
  },
  example: './ledgerline tariff import northtel.xlsx --carrier northtel --currency EUR --from 2026-10-01',
  writes: true,
  audit: { changes: 'tariffs' },
  async run(call) {
    const wish = wishOf(call);
    const [name = ''] = call.positionals;
    const { rows, sha256 } = await readRateSheet(call, name);
    const fresh = isSet(call, 'plan') && !hasDatabase(call.folder);
    if (!isSet(call, 'plan')) await call.writer();
    const configuration = fresh ? null : await activeConfiguration(call.reading());
    const stored = fresh ? [] : tariffs(call.reading().connection);
    ensureTold(configuration, stored, wish.carrier);
    const sheet = readSheet(rows);
    const bands = configuration?.tariffs.bands.map((band) => band.name) ?? [];
    const problems = [...sheet.problems, ...sheetProblems(sheet, bands)];
    if (problems.length > 0) throw refused(name, problems);
    await call.out(previewText(call, wish, sheet, stored));
    if (configuration !== null && !isNamed(configuration, wish.carrier))
      await call.out(
        `The configuration does not name ${wish.carrier} under tariffs.carriers: it charges no calls yet.\n`,
      );
    if (isSet(call, 'plan')) {
      await call.out('Nothing is kept yet; the same command without --plan keeps it.\n');
      return 0;
    }
    const writer = await call.writer();
    const rates = sheet.rates.map(({ line: _, ...rate }) => rate);
    const id = await writer.store.addTariff({ ...wish, imported_at: call.now(), sha256, rates });
    writer.tariffsChanged();
    await call.out(`Tariff ${id} is kept: ./ledgerline tariff show ${id}${sameFolder(call)}\n`);
    return 0;
  },
};

interface Wish {
  readonly carrier: string;
  readonly currency: string;
  readonly from_day: Day;
}

function wishOf(call: CommandCall): Wish {
  const [carrier, currency, from] = [
    optional(call, 'carrier'),
    optional(call, 'currency'),
    givenDay(call, 'from'),
  ];
  if (carrier === null || currency === null || from === null)
    throw usageError(
      'A rate sheet says neither whose prices it has, nor in which currency, nor since when.',
      'Give --carrier NAME, --currency CUR and --from YYYY-MM-DD.',
    );
  if (!carrierName.safeParse(carrier).success)
    throw usageError(
      `--carrier ${carrier} is no name for a carrier.`,
      'Up to 63 letters, digits, dots, _ and -, first a letter or digit.',
    );
  if (!CURRENCY_PATTERN.test(currency))
    throw usageError(`--currency ${currency} is none.`, 'Three capital letters (ISO 4217), for example EUR.');
  return { carrier, currency, from_day: from as Day };
}

/** Without rules there can be one carrier only: of two nobody could tell whose calls are whose. */
function ensureTold(
  configuration: Configuration | null,
  stored: readonly StoredTariff[],
  carrier: string,
): void {
  const other = stored.find((tariff) => tariff.carrier !== carrier);
  if (other === undefined || (configuration?.tariffs.carriers.length ?? 0) > 0) return;
  throw new OperationError(
    'TARIFF_REFUSED',
    `There are tariffs of ${other.carrier} already, and the configuration does not say which calls go over ${carrier}.`,
    {
      hint: 'Name both under tariffs.carriers in the configuration, each with its sources or trunks, apply it, and import again.',
    },
  );
}

function isNamed({ tariffs: { carriers } }: Configuration, carrier: string): boolean {
  return carriers.length === 0 || carriers.some(({ name }) => name === carrier);
}

function refused(name: string, problems: readonly SheetProblem[]): OperationError {
  const sorted = [...problems].sort((a, b) => a.line - b.line);
  const told = sorted.slice(0, PROBLEMS_TOLD).map(({ line, what }) => `${name}:${line}: ${what}`);
  const more = sorted.length - told.length;
  const rest = more > 0 ? `\nand ${grouped(more)} more` : '';
  return new OperationError(
    'TARIFF_REFUSED',
    `${name} has ${counted(problems.length, 'mistake')}:\n${told.join('\n')}${rest}`,
    { hint: 'Correct these lines and import again; nothing of the sheet was kept.' },
  );
}

function previewText(
  call: CommandCall,
  wish: Wish,
  sheet: ReadSheet,
  stored: readonly StoredTariff[],
): string {
  const { carrier, currency, from_day } = wish;
  const prefixes = new Set(sheet.rates.map(({ prefix }) => prefix)).size;
  const rows = `${counted(sheet.rates.length, 'row')} for ${grouped(prefixes)} prefix${prefixes === 1 ? '' : 'es'}`;
  const before = stored.findLast((tariff) => tariff.carrier === carrier && tariff.from_day <= from_day);
  const lines = [`${carrier}, ${currency}, from ${showDay(from_day)}: ${rows}.`];
  if (before !== undefined) {
    const difference = sheetDifference(ratesOf(call.reading().connection, before.id), sheet.rates);
    lines.push(differenceText(before, currency, difference));
  }
  return `${lines.join('\n')}\n${sheetNotesText(sheetNotes(sheet))}`;
}

function differenceText(before: StoredTariff, currency: string, difference: SheetDifference): string {
  const { added, removed, changed, same } = difference;
  const other = before.currency === currency ? '' : `, in ${before.currency}`;
  const prices = `${grouped(added)} new prices, ${grouped(removed)} gone, ${grouped(changed)} changed, ${grouped(same)} the same`;
  return `From that day on it takes the place of tariff ${before.id} (from ${showDay(before.from_day)}${other}): ${prices}.`;
}
