import { readRawCopy } from '../collector/journal/raw-copies.ts';
import { findIntake, type IntakeFound } from '../store/queries/intakes.ts';
import type { UndefinedLine } from '../store/queries/undefined-lines.ts';
import type { CommandCall } from './command.ts';

/** Read at once: lines that stand near each other are found in one piece. */
const WINDOW_BYTES = 1024 * 1024;

/** Undefined lines in the order of their places, each with its bytes (a character per byte); none where the raw copy is gone. */
export async function* withRaw(
  call: CommandCall,
  lines: readonly UndefinedLine[],
): AsyncGenerator<{ line: UndefinedLine; raw: string }> {
  let intake: IntakeFound | null = null;
  let window: { from: number; bytes: Buffer } = { from: 0, bytes: Buffer.alloc(0) };
  for (const line of lines) {
    if (intake?.id !== line.intake) {
      intake = await findIntake(call.reading(), line.intake);
      window = { from: 0, bytes: Buffer.alloc(0) };
    }
    const end = line.offset + line.length;
    if (intake !== null && intake.raw_gone_at !== null) {
      yield { line, raw: '' };
      continue;
    }
    if (intake !== null && (line.offset < window.from || end > window.from + window.bytes.length)) {
      const bytes = await readRawCopy(
        call.folder,
        intake.copy,
        line.offset,
        Math.max(WINDOW_BYTES, line.length),
      );
      window = { from: line.offset, bytes };
    }
    yield { line, raw: window.bytes.toString('latin1', line.offset - window.from, end - window.from) };
  }
}
