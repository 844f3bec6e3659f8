import { relative } from 'node:path';
import { UNDEFINED_REASONS, type UndefinedReason } from '../../record/outcome.ts';
import { grouped, textTable } from '../../reports/text-table.ts';
import { undefinedLines, undefinedReasons } from '../../store/queries/lines.ts';
import type { ReadingStore } from '../../store/reading-store.ts';
import type { CommandCall } from '../command.ts';
import { runCommand } from '../run-command.ts';

const REASONS_SHOWN = 8;

/** The folder as the user would type it. */
export function typed(call: CommandCall, path: string): string {
  const here = relative(call.cwd, path);
  const shown = here.startsWith('..') || here === '' ? path : here;
  return /^[\w./-]+$/.test(shown) ? shown : `'${shown.replaceAll("'", "'\\''")}'`;
}

/** Prints a command and what it answers, as if the user had typed it. */
export async function showCommand(call: CommandCall, root: string, argv: readonly string[]): Promise<number> {
  const { cwd, principal, now, out, err, signal } = call;
  await out(`\n$ ./ledgerline ${argv.join(' ')} --data ${typed(call, root)}\n`);
  return await runCommand([...argv, '--data', root], {
    cwd,
    principal,
    now,
    out,
    err,
    signal,
    service: null,
  });
}

/** Why lines could not be read: the commonest reasons, each with a command that shows such a line. */
export async function showReasons(call: CommandCall, root: string, store: ReadingStore): Promise<void> {
  const reasons = (await undefinedReasons(store.query)).slice(0, REASONS_SHOWN);
  const rows = await Promise.all(
    reasons.map(async ({ source, reason, lines }) => {
      const [line] = await undefinedLines(store.query, { source, reason }, 1);
      return {
        cells: [source, reason, grouped(lines)],
        line,
        meaning: UNDEFINED_REASONS[reason as UndefinedReason],
      };
    }),
  );
  await call.out('\nThe commonest reasons why lines could not be read:\n\n');
  await call.out(
    textTable(
      [
        { title: 'source', align: 'left' },
        { title: 'reason', align: 'left' },
        { title: 'lines', align: 'right' },
        { title: 'an example: ./ledgerline …', align: 'left' },
        { title: 'what it means', align: 'left' },
      ],
      rows.map(({ cells, line, meaning }) => [
        ...cells,
        line === undefined ? '' : `undefined show ${line.intake} ${line.offset} --data ${typed(call, root)}`,
        meaning,
      ]),
    ),
  );
}
