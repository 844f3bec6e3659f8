import { dayOf } from '../../record/calendar.ts';
import type { IntakeId } from '../../record/intake.ts';
import { OperationError } from '../../record/operation-error.ts';
import type { GrowingRawCopy } from '../journal/journal.ts';
import type { SourceContext } from '../source.ts';

/** A stream intake that one connection writes into. */
export interface ClaimedStream {
  readonly intake: IntakeId;
  readonly day: number;
  readonly raw: GrowingRawCopy;
}

/** One that nobody writes into now. Its raw copy is closed: there are as many as there were ever connections at once. */
interface RestingStream {
  readonly intake: IntakeId;
  readonly day: number;
  readonly length: number;
}

/**
 * The stream intakes of a source. Usually there is one for each UTC day; a second connection at the same time gets a
 * further one, so that two streams never run into one another.
 */
export class StreamIntakes {
  readonly #context: SourceContext;
  readonly #resting: RestingStream[] = [];
  #recovered = false;

  constructor(context: SourceContext) {
    this.#context = context;
  }

  today(): number {
    return dayOf(this.#context.now());
  }

  /**
   * Finishes what a killed process left open, with all the bytes that reached the disk; nothing once that was done. May
   * be tried again when it failed.
   */
  async recover(): Promise<void> {
    if (this.#recovered) return;
    const { register, journal, name } = this.#context;
    for (const { id, day } of await register.openStreams(name)) {
      const raw = await journal.stream(name, day, id);
      try {
        await register.closeLeftDeliveries(id, raw.length);
        await this.finish({ intake: id, day, raw });
      } finally {
        await raw.close();
      }
    }
    this.#recovered = true;
  }

  /** The one last released goes on first. */
  async claim(): Promise<ClaimedStream> {
    await this.sweep();
    const resting = this.#resting.pop() ?? (await this.#begin());
    try {
      return { intake: resting.intake, day: resting.day, raw: await this.#open(resting) };
    } catch (error) {
      this.#resting.push(resting);
      throw error;
    }
  }

  async release({ intake, day, raw }: ClaimedStream): Promise<void> {
    await raw.close();
    this.#resting.push({ intake, day, length: raw.length });
    await this.sweep();
  }

  /** Finishes streams of past days that nobody writes into. */
  async sweep(): Promise<void> {
    const today = this.today();
    await this.#finishResting(({ day }) => day !== today);
  }

  /** Finishes all of them; every connection has released its own. */
  async close(): Promise<void> {
    await this.#finishResting(() => true);
  }

  /** Nobody writes into this stream any more. May be tried again when it failed. */
  async finish({ intake, raw }: ClaimedStream): Promise<void> {
    await raw.close();
    await this.#finish(intake, raw.length);
  }

  async #begin(): Promise<RestingStream> {
    const { register, name, now } = this.#context;
    const received_at = now();
    const day = dayOf(received_at);
    const intake = await register.reserveIntake();
    await register.addStream({ intake, source: name, day, received_at });
    return { intake, day, length: 0 };
  }

  async #open({ intake, day, length }: RestingStream): Promise<GrowingRawCopy> {
    const { journal, name } = this.#context;
    if (length === 0) return journal.stream(name, day, intake);
    const raw = await journal.carryOn(name, day, intake, length);
    if (raw !== null) return raw;
    throw new OperationError('LEDGER_BROKEN', `the raw copy of intake ${intake} is gone`, {
      hint: 'Somebody removed it. Run `ledgerline verify`, and restore the raw copy from a backup.',
    });
  }

  async #finishResting(which: (stream: RestingStream) => boolean): Promise<void> {
    for (let at = this.#resting.findIndex(which); at !== -1; at = this.#resting.findIndex(which)) {
      const [old] = this.#resting.splice(at, 1);
      if (old === undefined) return;
      try {
        await this.#finish(old.intake, old.length);
      } catch (error) {
        this.#resting.push(old);
        throw error;
      }
    }
  }

  async #finish(intake: IntakeId, length: number): Promise<void> {
    await this.#context.register.finishStream(intake, length);
    if (length > 0) this.#context.arrived(intake);
  }
}
