import { grouped } from '../reports/text-table.ts';
import type { CommandCall } from './command.ts';
import type { Writer } from './service/writer.ts';

/** Said this often while a long piece of work goes on. */
const EVERY_MS = 2_000;

/** Says now and then how many lines are accounted for. */
export function showProgress(call: CommandCall, writer: Writer): { end(): void } {
  const started = call.now();
  let said = started;
  let lines = 0;
  const stop = writer.watch((_intake, counts) => {
    lines += counts.lines;
    if (call.now() - said < EVERY_MS) return;
    said = call.now();
    const seconds = (said - started) / 1000;
    call.err(`${grouped(lines)} lines accounted for, ${grouped(Math.round(lines / seconds))} a second\n`);
  });
  return { end: stop };
}
