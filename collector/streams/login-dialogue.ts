import { z } from 'zod';
import { OperationError } from '../../record/operation-error.ts';
import { SECRET } from '../secret-reference.ts';

/** Answers of a telephone system are short; more than this without the expected word is no prompt. */
const HEARD_BYTES = 64 * 1024;

export const DIALOGUE = z
  .array(
    z.strictObject({
      expect: z
        .string()
        .min(1)
        .max(200)
        .optional()
        .describe('text to wait for; without it nothing is waited for'),
      send: z.string().max(200).optional().describe('text to send then'),
      send_secret: SECRET.optional().describe('where a password stands that is to be sent then'),
      line_end: z.string().max(2).default('\r\n').describe('what is sent behind it'),
      within_seconds: z.number().positive().max(600).default(15).describe('how long to wait for the text'),
    }),
  )
  .max(20);
export type DialogueStep = z.output<typeof DIALOGUE>[number];

/** The login dialogue of a telephone system: waits for a word, sends one, and so on. */
export class LoginDialogue {
  readonly #steps: readonly DialogueStep[];
  #heard = '';
  #isOver: boolean;
  #listening: (() => void) | null = null;

  constructor(steps: readonly DialogueStep[]) {
    this.#steps = steps;
    this.#isOver = steps.length === 0;
  }

  /** Everything received passes here, too; when the dialogue is over, it is not looked at any more. */
  hear(bytes: Buffer): void {
    if (this.#isOver) return;
    this.#heard = (this.#heard + bytes.toString('latin1')).slice(-HEARD_BYTES);
    this.#listening?.();
  }

  /**
   * Rejects with LOGIN_REFUSED when an expected word does not come, and when `signal` fires. `answered` is called when the
   * last word is sent, before the other side can answer it: what it sent so far was prompts.
   */
  async hold(
    { send, answered }: { send(text: string): void; answered(): void },
    secret: (reference: string) => Promise<string>,
    signal: AbortSignal,
  ): Promise<void> {
    const last = this.#steps.findLastIndex((step) => (step.send ?? step.send_secret) !== undefined);
    for (const [index, step] of this.#steps.entries()) {
      if (step.expect !== undefined)
        await this.#waitFor(step.expect, step.within_seconds * 1000, index + 1, signal);
      const word = step.send_secret === undefined ? step.send : await secret(step.send_secret);
      if (word !== undefined) send(word + step.line_end);
      if (index === last) answered();
    }
    this.#isOver = true;
    this.#heard = '';
  }

  async #waitFor(word: string, limitMs: number, step: number, signal: AbortSignal): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const look = () => {
      const at = this.#heard.indexOf(word);
      if (at === -1) return;
      this.#heard = this.#heard.slice(at + word.length);
      resolve();
    };
    const late = setTimeout(() => reject(notHeard(step, limitMs)), limitMs);
    const stop = () => reject(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
    this.#listening = look;
    look();
    try {
      signal.throwIfAborted();
      await promise;
    } finally {
      clearTimeout(late);
      signal.removeEventListener('abort', stop);
      this.#listening = null;
    }
  }
}

function notHeard(step: number, limitMs: number): OperationError {
  return new OperationError(
    'LOGIN_REFUSED',
    `step ${step} of the login dialogue: the expected text did not come within ${limitMs / 1000} s`,
    {
      hint: 'What came instead stands in the raw copy. Check the dialogue and the secret in the configuration.',
      retryable: true,
    },
  );
}
