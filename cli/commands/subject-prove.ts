import { createByteSearch } from '../../privacy/byte-search.ts';
import { FEWEST_DIGITS, numberTraces } from '../../privacy/number-traces.ts';
import { OperationError } from '../../record/operation-error.ts';
import { grouped, textColumns, textTable } from '../../reports/text-table.ts';
import { archivesOfNumber } from '../archives-of.ts';
import { archivesText } from '../archives-text.ts';
import type { Command, CommandCall } from '../command.ts';
import { numberForms } from '../number-forms.ts';
import { numbersToFind } from '../numbers-to-find.ts';
import { type SearchedFile, searchFiles } from '../searched-files.ts';
import { attachmentOpener } from '../service/attachment-keys.ts';
import { activeConfiguration } from '../service/judging.ts';
import { tracedPlaces } from '../traced-places.ts';
import { isSet } from '../usage.ts';
import { AS_OPTION, requireWholeSight } from '../viewer.ts';

/** Places named of one file. */
const PLACES_SHOWN = 5;
const COLUMNS = textColumns(
  ['files', 'count', 'bytes', 'unpacked', 'places'],
  ['count', 'bytes', 'unpacked', 'places'],
);

export const subjectProve: Command = {
  name: 'subject prove',
  summary:
    'Searches every file of the data folder for a number, byte by byte and in all spellings: the proof behind an erasure. Exit code 1 when it stands anywhere.',
  positionals: 'NUMBER',
  options: { ...AS_OPTION, json: { value: null, summary: 'as JSON' } },
  example: './ledgerline subject prove +4930555123',
  audit: { reads: 'subjects' },
  writes: false,
  async run(call) {
    const [given = ''] = call.positionals;
    await requireWholeSight(call, 'Where a number stands is');
    const { sites, attachments } = await activeConfiguration(call.reading());
    const numbers = numbersToFind(given, sites);
    if (numbers.some(({ national }) => national.length < FEWEST_DIGITS)) {
      throw new OperationError('USAGE', `Fewer than ${FEWEST_DIGITS} digits stand everywhere by chance.`, {
        hint: 'Give the whole number. What is stored of an extension, calls and explain find.',
      });
    }
    const searches = numbers.map((number) => createByteSearch(numberTraces(number)));
    const begin = () => searches.map((search) => search());
    const files: SearchedFile[] = [];
    const opener = attachmentOpener(call.folder, attachments);
    for await (const file of searchFiles(call.folder, begin, call.signal, opener)) files.push(file);
    if (isSet(call, 'json')) await call.out(`${JSON.stringify(files, null, 1)}\n`);
    else {
      await tell(call, files);
      // What lies at the targets of archives is not searched: the key is not here.
      await call.out(archivesText(archivesOfNumber(call, numberForms(given, sites))));
    }
    return files.some((file) => count(file) > 0) ? 1 : 0;
  },
};

const count = ({ places, unpacked_places }: SearchedFile): number => places.length + unpacked_places.length;

async function tell(call: CommandCall, files: readonly SearchedFile[]): Promise<void> {
  const kinds = [...Map.groupBy(files, ({ kind }) => kind)].map(([kind, of]) => [
    kind,
    ...[of.length, sum(of, (file) => file.bytes), sum(of, (file) => file.unpacked_bytes), sum(of, count)].map(
      grouped,
    ),
  ]);
  await call.out(textTable(COLUMNS, kinds));
  for (const file of files.filter((one) => count(one) > 0)) {
    const shown = (places: readonly number[], where: string): string[] =>
      places.length === 0
        ? []
        : [`${where}${places.slice(0, PLACES_SHOWN).join(', ')}${places.length > PLACES_SHOWN ? ' …' : ''}`];
    const places = [...shown(file.places, 'byte '), ...shown(file.unpacked_places, 'unpacked byte ')];
    const traced = await tracedPlaces(call.folder, file);
    const what = traced.map((one) => `${one.what}: ${grouped(one.places)}`).join(', ');
    await call.out(`Found in ${file.path} (${what}), before ${places.join('; ')}\n`);
  }
  for (const { path, unopened } of files.filter((one) => one.unopened !== null))
    await call.out(`Not looked into: ${path} (${unopened})\n`);
  const found = sum(files, count);
  await call.out(
    found === 0
      ? 'The number stands nowhere in what was searched.\n'
      : `The number stands at ${grouped(found)} places. Calls that are allowed to be here are among them: this proves something only behind an erasure.\n`,
  );
}

const sum = (files: readonly SearchedFile[], of: (file: SearchedFile) => number): number =>
  files.reduce((total, file) => total + of(file), 0);
