import { dayOf } from '../../record/calendar.ts';
import type { IntakeId } from '../../record/intake.ts';
import type { GrowingRawCopy } from '../journal/journal.ts';
import type { SourceContext } from '../source.ts';

/** A stream intake that one connection writes into. */
export interface ClaimedStream {
  readonly intake: IntakeId;
  readonly day: number;
  readonly raw: GrowingRawCopy;
}

/**
 * The stream intakes of a source. Usually there is one for each UTC day; a second connection at the same time gets a
 * further one, so that two streams never run into one another.
 */
export class StreamIntakes {
  readonly #context: SourceContext;
  readonly #free: ClaimedStream[] = [];
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

  async claim(): Promise<ClaimedStream> {
    await this.sweep();
    const free = this.#free.pop();
    if (free !== undefined) return free;
    const { register, journal, name, now } = this.#context;
    const received_at = now();
    const day = dayOf(received_at);
    const intake = await register.reserveIntake();
    await register.addStream({ intake, source: name, day, received_at });
    return { intake, day, raw: await journal.stream(name, day, intake) };
  }

  async release(claimed: ClaimedStream): Promise<void> {
    this.#free.push(claimed);
    await this.sweep();
  }

  /** Finishes streams of past days that nobody writes into. */
  async sweep(): Promise<void> {
    const today = this.today();
    for (const old of this.#free.filter(({ day }) => day !== today)) {
      this.#free.splice(this.#free.indexOf(old), 1);
      await this.finish(old);
    }
  }

  /** Finishes all of them; every connection has released its own. */
  async close(): Promise<void> {
    for (const free of this.#free.splice(0)) await this.finish(free);
  }

  /** Lets go of the files when the disk failed; the next start finishes the streams. */
  async abandon(): Promise<void> {
    for (const { raw } of this.#free.splice(0)) await raw.close();
  }

  /** Nobody writes into this stream any more. May be tried again when it failed. */
  async finish({ intake, raw }: ClaimedStream): Promise<void> {
    await raw.close();
    await this.#context.register.finishStream(intake, raw.length);
    if (raw.length > 0) this.#context.arrived(intake);
  }
}
