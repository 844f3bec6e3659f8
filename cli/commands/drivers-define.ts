import { basename } from 'node:path';
import {
  bestFitsFirst,
  type DriverFit,
  driverFit,
  reasonText,
  type UnfitLines,
} from '../../processor/driver-fit.ts';
import { DRIVERS } from '../../processor/drivers.ts';
import { defineFormat } from '../../processor/sample/define-format.ts';
import { counted, grouped } from '../../reports/text-table.ts';
import { remark } from '../../settings/commented-yaml.ts';
import type { Command, CommandCall } from '../command.ts';
import { definitionText } from '../definition-text.ts';
import { builtCandidates, formatCandidates } from '../driver-candidates.ts';
import { blocksOf, fileContent } from '../file-blocks.ts';
import { readConfiguration } from '../service/judging.ts';
import { optional, shellWord, usageError } from '../usage.ts';

/** So much of a file is looked at; a guess does not get surer by more. */
const SAMPLE_BYTES = 8 * 1024 * 1024;
/** Of its beginning the other drivers are tried. */
const TRIED_BYTES = 256 * 1024;

export const driversDefine: Command = {
  name: 'drivers define',
  summary:
    'Begins the definition of a format from a file, with a word for each guess on how sure it is and why.',
  positionals: 'FILE',
  options: { name: { value: 'NAME', summary: 'the name of the format (default: after the file)' } },
  example: './ledgerline drivers define bill.csv --name carrier-bill > carrier-bill.yaml',
  writes: false,
  audit: 'none',
  async run(call) {
    const [path = ''] = call.positionals;
    const name = nameOf(call, path);
    const sample = await sampleOf(call, path);
    const draft = defineFormat(sample, call.now());
    if ('trouble' in draft) {
      call.err(`${path}: no definition can be begun. ${draft.trouble}\n${draft.hint}\n`);
      return 1;
    }
    const text = definitionText(name, draft);
    const [candidate] = formatCandidates(readConfiguration(text, 'the definition'));
    if (candidate === undefined) throw new Error('a definition was printed without its format');
    const fit = await driverFit(name, candidate.settings, sample, call.now());
    await call.out(
      `${headOf(path, await readAlready(sample, call.now()))}${text}${shareOf(call, fit, path, sample.whole)}`,
    );
    if (draft.parties_missing !== null) call.err(`${path}: ${draft.parties_missing.sentence}\n`);
    return fit.calls > 0 ? 0 : 1;
  },
};

interface Sample {
  readonly text: string;
  readonly whole: boolean;
}

async function sampleOf(call: CommandCall, path: string): Promise<Sample> {
  const next = blocksOf(fileContent(call, path));
  const blocks: string[] = [];
  let offset = 0;
  while (offset < SAMPLE_BYTES) {
    const found = await next(offset);
    if (found === null) return { text: blocks.join(''), whole: true };
    blocks.push(found.block);
    offset += found.block.length;
  }
  return { text: blocks.join(''), whole: false };
}

/** Names of formats are parts of commands, and none may be that of a driver. */
function nameOf(call: CommandCall, path: string): string {
  const given = optional(call, 'name');
  if (given !== null) {
    if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/.test(given)) {
      throw usageError(
        `--name ${given} cannot be the name of a format.`,
        'Use up to 63 letters, digits, dots, _ and -, with a letter or digit first.',
      );
    }
    if (Object.hasOwn(DRIVERS, given))
      throw usageError(`--name ${given} is the name of a driver.`, 'Choose a name of your own.');
    return given;
  }
  const plain = basename(path)
    .replace(/\.[^.]*$/, '')
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+|-+$/g, '')
    .slice(0, 50);
  if (plain === '') return 'own-format';
  return Object.hasOwn(DRIVERS, plain) ? `${plain}-format` : plain;
}

/** The driver that reads all of the file already, as well as a definition could; null where there is none. */
async function readAlready({ text, whole }: Sample, now: number): Promise<DriverFit | null> {
  const cut = text.length > TRIED_BYTES ? text.slice(0, text.lastIndexOf('\n', TRIED_BYTES) + 1) : text;
  const beginning = { text: cut, whole: whole && cut.length === text.length };
  const fits: DriverFit[] = [];
  for (const { name, settings } of builtCandidates())
    fits.push(await driverFit(name, settings, beginning, now));
  const [best] = bestFitsFirst(fits);
  return best !== undefined && best.calls > 0 && (best.calls + best.ignored) * 10 >= best.lines * 9
    ? best
    : null;
}

function headOf(path: string, known: DriverFit | null): string {
  const begun = `# Begun from ${JSON.stringify(path)}. What is a guess must be compared with calls you know.\n`;
  if (known === null) return begun;
  const { name, calls, lines } = known;
  return (
    `# The driver ${name} reads this file already (${grouped(calls)} calls in ${counted(lines, 'line')} looked at); use it rather than this:\n` +
    `# ./ledgerline drivers detect ${shellWord(path)}\n${begun}`
  );
}

function shareOf(call: CommandCall, fit: DriverFit, path: string, whole: boolean): string {
  const { lines, calls, ignored, undefined: unread } = fit;
  const share = lines === 0 ? 0 : Math.floor((100 * (calls + ignored)) / lines);
  const looked = whole ? '' : ' of the beginning of the file';
  const text = [
    `# The definition reads ${share} % of ${counted(lines, 'line')}${looked}: ${counted(calls, 'call')}, ${grouped(ignored)} ignored, ${grouped(unread)} undefined.`,
  ];
  for (const unfit of fit.unfit) text.push(...remark([unfitText(unfit)], ''));
  const name = shellWord(nameOf(call, path));
  text.push(
    `# Look at it line by line: ./ledgerline drivers test ${name} ${shellWord(path)} --config THIS-FILE`,
  );
  return `${text.join('\n')}\n`;
}

/** `Undefined, lines 7 and 9: a date cannot be read.` */
function unfitText(unfit: UnfitLines): string {
  const { becomes, lines, count } = unfit;
  const more = count > lines.length ? ` and ${grouped(count - lines.length)} more` : '';
  const why = reasonText(unfit);
  return `These become ${becomes}: line${count === 1 ? '' : 's'} ${lines.join(', ')}${more}. ${why}`;
}
