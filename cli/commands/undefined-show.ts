import { requireRaw, undefinedLines } from '../../access/lines.ts';
import type { Command } from '../command.ts';
import { notFound } from '../raw-lines.ts';
import { wholeNumber } from '../usage.ts';
import { AS_OPTION, viewerOf } from '../viewer.ts';
import { lineShow } from './line-show.ts';

export const undefinedShow: Command = {
  name: 'undefined show',
  summary: 'One line that could not be read: its bytes, the reason, and the place that failed.',
  positionals: 'INTAKE OFFSET',
  options: { ...AS_OPTION, json: { value: null, summary: 'as JSON' } },
  example: './ledgerline undefined show 3 1412',
  writes: false,
  audit: { reads: 'lines' },
  async run(call) {
    const intake = wholeNumber(call.positionals[0], 'INTAKE');
    const offset = wholeNumber(call.positionals[1], 'OFFSET');
    const sight = await viewerOf(call);
    requireRaw(sight);
    const [found] = await undefinedLines(call.reading(), sight, { intake, offset }, 1);
    if (found === undefined)
      throw notFound(
        `There is no undefined line at ${offset} of intake ${intake}.`,
        `./ledgerline line show ${intake} ${offset} says what became of what stands there; ./ledgerline undefined list lists those that are.`,
      );
    return lineShow.run(call);
  },
};
