import { readCallsToSort } from '../../access/calls.ts';
import { heldBy } from '../../record/threshold.ts';
import { addLeg } from '../../reports/call-count.ts';
import { grouped, textColumns, textTable } from '../../reports/text-table.ts';
import type { Command } from '../command.ts';
import { readDocument } from '../configuration-files.ts';
import { readConfiguration } from '../service/judging.ts';
import { isSet } from '../usage.ts';
import { AS_OPTION, viewerOf } from '../viewer.ts';

/** What goes one way. `held_by` is a threshold, null what is held by none. */
interface Move {
  readonly before: string | null;
  readonly after: string | null;
  calls: number;
  legs: number;
  duration_ms: number;
}

const COLUMNS = textColumns(['now', 'then', 'calls', 'legs', 'minutes'], ['calls', 'legs', 'minutes']);

/** Said this often while it goes on. */
const EVERY_LEGS = 1_000_000;

export const heldPreview: Command = {
  name: 'held preview',
  summary:
    'How many stored calls and legs the thresholds of a configuration would hold or release, and their minutes. Changes nothing.',
  positionals: 'FILE',
  options: { ...AS_OPTION, json: { value: null, summary: 'as JSON' } },
  example: './ledgerline held preview ledgerline.yaml',
  writes: false,
  audit: { reads: 'calls' },
  async run(call) {
    const { name, text } = readDocument(call);
    const { thresholds } = readConfiguration(text, name);
    const moves = new Map<string, Move>();
    let looked = 0;
    for await (const one of readCallsToSort(call.reading(), await viewerOf(call))) {
      looked += 1;
      if (looked % EVERY_LEGS === 0) call.err(`${grouped(looked)} legs looked at\n`);
      const after = thresholds[heldBy(one, thresholds)]?.name ?? null;
      if (after === one.held_by) continue;
      const key = JSON.stringify([one.held_by, after]);
      const move = moves.get(key) ?? { before: one.held_by, after, calls: 0, legs: 0, duration_ms: 0 };
      addLeg(move, one);
      move.duration_ms += one.duration_ms ?? 0;
      moves.set(key, move);
    }
    if (isSet(call, 'json')) {
      await call.out(`${JSON.stringify([...moves.values()], null, 1)}\n`);
      return 0;
    }
    const held = (by: string | null): string => (by === null ? 'call' : `held by ${by}`);
    const rows = [...moves.values()].map(({ before, after, calls, legs, duration_ms }) => {
      const minutes = Math.round(duration_ms / 60_000);
      return [held(before), held(after), grouped(calls), grouped(legs), grouped(minutes)];
    });
    if (rows.length > 0) await call.out(textTable(COLUMNS, rows));
    await call.out(
      rows.length === 0 ? 'No call would move.\n' : 'Nothing is changed; config apply sorts them so.\n',
    );
    return 0;
  },
};
