import { relative } from 'node:path';
import { undefinedLines, undefinedReasons } from '../../access/lines.ts';
import { UNDEFINED_REASONS, type UndefinedReason } from '../../record/outcome.ts';
import { grouped } from '../../reports/text-table.ts';
import type { ReadingStore } from '../../store/reading-store.ts';
import type { CommandCall } from '../command.ts';
import { shellWord } from '../usage.ts';
import { viewerOf } from '../viewer.ts';

const REASONS_SHOWN = 6;

/** The folder as the user would type it. */
export function typed(call: CommandCall, path: string): string {
  const here = relative(call.cwd, path);
  return shellWord(here.startsWith('..') || here === '' ? path : here);
}

/** Prints a command and what it answers, as if the user had typed it; null where it has no data folder. */
export async function showCommand(
  call: CommandCall,
  root: string | null,
  argv: readonly string[],
): Promise<number> {
  const { cwd, principal, origin, now, out, err, signal } = call;
  const where = root === null ? [] : ['--data', typed(call, root)];
  await out(`\n$ ./ledgerline ${[...argv.map(shellWord), ...where].join(' ')}\n`);
  return await call.runCommand([...argv, ...(root === null ? [] : ['--data', root])], {
    cwd,
    principal,
    origin,
    now,
    out,
    err,
    signal,
    secrets: null,
    service: null,
  });
}

/** Why lines could not be read: the commonest reasons, each with a command that shows such a line. */
export async function showReasons(call: CommandCall, root: string, store: ReadingStore): Promise<void> {
  const sight = await viewerOf(call, store);
  const totals = new Map<string, number>();
  for (const { reason, lines } of await undefinedReasons(store, sight)) {
    totals.set(reason, (totals.get(reason) ?? 0) + lines);
  }
  const commonest = [...totals].sort(([, one], [, other]) => other - one).slice(0, REASONS_SHOWN);
  await call.out('\nThe commonest reasons why lines could not be read, with an example of each:\n\n');
  for (const [reason, lines] of commonest) {
    const [line] = await undefinedLines(store, sight, { reason }, 1);
    if (line === undefined) continue;
    const meaning = UNDEFINED_REASONS[reason as UndefinedReason];
    await call.out(
      `${grouped(lines).padStart(5)}  ${reason.padEnd(20)}${meaning}\n` +
        `       ./ledgerline undefined show ${line.intake} ${line.offset} --data ${typed(call, root)}\n`,
    );
  }
}
