import type { BlankRegister, CopyToBlank } from '../../record/blank.ts';
import type { IntakeId, UtcMs } from '../../record/intake.ts';
import type { InstallationKey } from '../../record/mac.ts';
import { OperationError } from '../../record/operation-error.ts';
import { blankRawCopy, destroyRawCopy, unsealRawCopy } from './blank-raw-copy.ts';
import { ContentPrint } from './content-print.ts';
import { readRawCopy } from './raw-copies.ts';

const BLOCK_BYTES = 1024 * 1024;

/**
 * Overwrites in the raw copies what the store says must not stay. Goes through the whole list each time, so that
 * whatever a crash or a failing disk left undone is done by the next commit or the next start.
 */
export class Blanker {
  readonly #folder: string;
  readonly #key: InstallationKey;
  readonly #register: BlankRegister;
  readonly #now: () => UtcMs;
  readonly #failed: (intake: IntakeId, error: OperationError) => void;
  /** Told of once. */
  readonly #damaged = new Set<IntakeId>();

  constructor(
    folder: string,
    key: InstallationKey,
    given: {
      register: BlankRegister;
      now: () => UtcMs;
      /** Told of a raw copy that is not there or damaged; it stays on the list, in case it is put back. */
      failed: (intake: IntakeId, error: OperationError) => void;
    },
  ) {
    this.#folder = folder;
    this.#key = key;
    this.#register = given.register;
    this.#now = given.now;
    this.#failed = given.failed;
  }

  /** Resolves when nothing that can be overwritten is left. */
  async finish(): Promise<void> {
    let from = 0;
    for (;;) {
      const due = await this.#register.toBlank(from);
      if (due === null) return;
      from = due.intake;
      try {
        await this.#blank(due);
      } catch (error) {
        if (!(error instanceof OperationError) || !['NOT_FOUND', 'LEDGER_BROKEN'].includes(error.code))
          throw error;
        if (!this.#damaged.has(due.intake)) this.#failed(due.intake, error);
        this.#damaged.add(due.intake);
        from = due.intake + 1;
      }
    }
  }

  async #blank({ intake, copy, blanks, print_length }: CopyToBlank): Promise<void> {
    let { path } = copy;
    if (copy.frames !== null && blanks.length > 0) {
      path = await unsealRawCopy(this.#folder, copy);
      await this.#register.recordUnseal(intake, path);
      await destroyRawCopy(this.#folder, copy.path);
    }
    await blankRawCopy(this.#folder, path, blanks);
    const standing = path === copy.path ? copy : { path, frames: null };
    const print = print_length === null ? null : await this.#print(standing, print_length);
    await this.#register.recordBlanked(intake, blanks, print, this.#now());
  }

  async #print(copy: CopyToBlank['copy'], length: number): Promise<{ length: number; content_mac: string }> {
    const print = new ContentPrint(this.#key);
    while (print.length < length) {
      const wanted = Math.min(BLOCK_BYTES, length - print.length);
      const bytes = await readRawCopy(this.#folder, copy, print.length, wanted);
      if (bytes.length === 0) {
        throw new OperationError(
          'LEDGER_BROKEN',
          `the raw copy ${copy.path} is shorter than what was recorded`,
          {
            hint: 'Run `ledgerline verify`, and restore the raw copy from a backup.',
          },
        );
      }
      print.update(bytes);
    }
    return { length, content_mac: print.take().content_mac };
  }
}
