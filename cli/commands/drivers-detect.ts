import { bestFitsFirst, type DriverFit, driverFit, whyNot } from '../../processor/driver-fit.ts';
import { DRIVERS } from '../../processor/drivers.ts';
import { counted, grouped, textColumns, textTable } from '../../reports/text-table.ts';
import type { Command, CommandCall } from '../command.ts';
import { readText } from '../configuration-files.ts';
import { builtCandidates, type DriverCandidate, formatCandidates } from '../driver-candidates.ts';
import { blocksOf, fileContent } from '../file-blocks.ts';
import { readConfiguration } from '../service/judging.ts';
import { isSet, optional, shellWord } from '../usage.ts';

export const driversDetect: Command = {
  name: 'drivers detect',
  summary: 'Says which drivers fit a file, how well, and why the others do not. Nothing is stored.',
  positionals: 'FILE',
  options: {
    config: { value: 'FILE', summary: 'a configuration whose formats are tried too' },
    all: { value: null, summary: 'also those that read no line as a call' },
    json: { value: null, summary: 'as a JSON array, the best first' },
  },
  example: './ledgerline drivers detect smdr.log',
  writes: false,
  audit: 'none',
  async run(call) {
    const [path = ''] = call.positionals;
    const first = await blocksOf(fileContent(call, path))(0);
    const beginning = { text: first?.block ?? '', whole: first === null || first.end === 'file' };
    const fits: DriverFit[] = [];
    for (const { name, settings } of candidates(call)) {
      fits.push(await driverFit(name, settings, beginning, call.now()));
    }
    const sorted = bestFitsFirst(fits);
    const none = sorted.every(({ calls }) => calls === 0);
    const shown = sorted.filter((fit) => fit.calls > 0 || (none && isKnown(fit)) || isSet(call, 'all'));
    if (isSet(call, 'json')) {
      const rows = shown.map((fit) => ({ ...fit, layout: layoutOf(fit.name) }));
      await call.out(`${JSON.stringify(rows, null, 1)}\n`);
    } else {
      if (shown.length > 0) await call.out(tableOf(shown));
      await call.out(adviceOf(call, sorted, path, beginning.whole));
    }
    return none ? 1 : 0;
  },
};

function candidates(call: CommandCall): DriverCandidate[] {
  const config = optional(call, 'config');
  const own = config === null ? [] : formatCandidates(readConfiguration(readText(call, config), config));
  return [...own, ...builtCandidates()];
}

function layoutOf(name: string): string {
  return DRIVERS[name]?.confirmation ?? 'defined';
}

function tableOf(fits: readonly DriverFit[]): string {
  const numbers = ['fits', 'calls', 'ignored', 'undefined', 'fields'];
  return textTable(
    textColumns(
      ['driver', 'fits', 'calls', 'ignored', 'undefined', 'fields', 'layout', 'what most failed at'],
      numbers,
    ),
    fits.map((fit) => [
      fit.name,
      `${share(fit)} %`,
      grouped(fit.calls),
      grouped(fit.ignored),
      grouped(fit.undefined),
      fit.fields.toFixed(1),
      layoutOf(fit.name),
      whyNot(fit) ?? '',
    ]),
  );
}

/** Knows every line, though none is a call: quality records, a file of heads. */
function isKnown({ telling, undefined: unread }: DriverFit): boolean {
  return telling > 0 && unread === 0;
}

/** Of the lines that are not blank, those that were read or known, in whole per cent, never rounded up to all. */
function share({ lines, calls, ignored }: DriverFit): number {
  return lines === 0 ? 0 : Math.floor((100 * (calls + ignored)) / lines);
}

function adviceOf(call: CommandCall, sorted: readonly DriverFit[], path: string, whole: boolean): string {
  const [best, next] = sorted;
  const looked = `\n${counted(best?.lines ?? 0, 'line')} looked at${whole ? '' : ', from the beginning of the file'}.`;
  if (best?.calls === 0 && isKnown(best)) {
    return `${looked} None is a call: ${best.name} knows ${grouped(best.ignored)} of them as headers, quality records or the like.\n`;
  }
  if (best === undefined || best.calls === 0) {
    return `${looked} No driver reads any of them as a call.\nIs it a format of your own? Begin a definition with ./ledgerline drivers define ${shellWord(path)}, which ./ledgerline drivers delimited explains.\n`;
  }
  const lines = [looked];
  if (next !== undefined && next.calls === best.calls) {
    lines.push(`${best.name} and ${next.name} read equally many; ${best.name} reads more of each record.`);
  }
  if (layoutOf(best.name) === 'unconfirmed') {
    lines.push(
      `The layout of ${best.name} is written from texts, not from real records: compare a few calls.`,
    );
  }
  const config = Object.hasOwn(DRIVERS, best.name) ? null : optional(call, 'config');
  const more = config === null ? '' : ` --config ${shellWord(config)}`;
  lines.push(`Look at it line by line: ./ledgerline drivers test ${best.name} ${shellWord(path)}${more}`);
  return `${lines.join('\n')}\n`;
}
