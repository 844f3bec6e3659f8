import { createProcessor } from '../../processor/process.ts';
import { type ProcessingSettings, processingContext } from '../../processor/processing-context.ts';
import type { ProcessState } from '../../record/batch.ts';
import { blankText } from '../../record/blank.ts';
import { LINE_CODES } from '../../record/outcome.ts';
import { KEY } from '../asterisk-lines.ts';

/** What became of the lines of a file, and its bytes as they stand from then on. */
export interface JudgedFile {
  readonly outcomes: readonly (string | undefined)[];
  readonly standing: string;
}

/** Judges a file, all at once or line by line, with the state carried on as it is stored. */
export async function judgeFile(
  bytes: string,
  settings: ProcessingSettings,
  received_at: number,
  lineByLine = false,
): Promise<JudgedFile> {
  const processor = createProcessor(processingContext(settings, KEY));
  const outcomes: (string | undefined)[] = [];
  let standing = bytes;
  let state: ProcessState = processor.start;
  for (let from = 0; from < bytes.length; ) {
    const to = lineByLine ? bytes.indexOf('\n', from) + 1 || bytes.length : bytes.length;
    const batch = await processor.process({
      from,
      state,
      received_at,
      lines_max: 100_000,
      next: async (offset) =>
        offset >= to ? null : { block: bytes.slice(offset, to), end: to === bytes.length ? 'file' : 'more' },
    });
    outcomes.push(...[...batch.codes].map((code) => LINE_CODES[code]));
    for (const blank of batch.blanks) {
      const { offset, length } = blank;
      standing = standing.slice(0, offset) + blankText(blank) + standing.slice(offset + length);
    }
    state = JSON.parse(JSON.stringify(batch.state_after)) as ProcessState;
    if (batch.end_offset === from) break;
    from = batch.end_offset;
  }
  return { outcomes, standing };
}
