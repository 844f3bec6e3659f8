import type { Framing } from '../../record/framing.ts';
import type { SourceContext } from '../source.ts';
import { whenThereIsRoom } from '../when-there-is-room.ts';
import { behindLineEnd } from './line-end.ts';
import { OpenLine } from './open-line.ts';
import type { ClaimedStream, StreamIntakes } from './stream-intakes.ts';

/** Bytes that may wait for the disk before the connection is held back. */
const BACKLOG_BYTES = 1024 * 1024;

/** The connection, as far as the writer holds it back. */
export interface Inflow {
  pause(): void;
  resume(): void;
}

/**
 * Brings what one connection sends onto the disk, in order. While a write is under way more bytes gather, and the next
 * write takes them all: under load each flush carries many lines, and a single line still waits for one flush only.
 */
export class StreamWriter {
  readonly #context: SourceContext;
  readonly #intakes: StreamIntakes;
  readonly #session: number;
  readonly #framing: Framing;
  readonly #inflow: Inflow;
  readonly #giveUp: AbortSignal;
  #waiting: Buffer[] = [];
  /** What waits before a cut that was asked for. */
  #beforeCut: Buffer[] | null = null;
  #waitingBytes = 0;
  #work: Promise<void> | null = null;
  #claimed: ClaimedStream | null = null;
  #delivery: number | null = null;
  /** The last delivery of this connection that is over, because its day was. */
  #earlier: number | null = null;
  #line: OpenLine;
  #held = false;
  #failure: unknown = null;

  /** When `giveUp` fires, bytes that a full disk does not take are let go. */
  constructor(
    context: SourceContext,
    intakes: StreamIntakes,
    connection: { session: number; framing: Framing; inflow: Inflow; giveUp: AbortSignal },
  ) {
    this.#context = context;
    this.#intakes = intakes;
    this.#session = connection.session;
    this.#framing = connection.framing;
    this.#line = new OpenLine(connection.framing);
    this.#inflow = connection.inflow;
    this.#giveUp = connection.giveUp;
  }

  /** Resolves when this and all that came before is on disk; rejects when the disk is past mending. */
  push(bytes: Buffer): Promise<void> {
    this.#waiting.push(bytes);
    this.#waitingBytes += bytes.length;
    if (this.#waitingBytes > BACKLOG_BYTES && !this.#held) {
      this.#held = true;
      this.#inflow.pause();
    }
    return this.#start();
  }

  /**
   * Nothing that comes now belongs to a line of before: the prompt of a login has no line end, and the first record
   * stands right behind it. Asked for once at most.
   */
  cut(): Promise<void> {
    this.#beforeCut = this.#waiting;
    this.#waiting = [];
    return this.#start();
  }

  /** A day that ended between two lines ends without waiting for the next line. */
  sweep(): Promise<void> {
    return this.#claimed !== null && this.#claimed.day !== this.#intakes.today()
      ? this.#start()
      : Promise.resolve();
  }

  /** Received bytes that are not on disk. */
  get unwritten(): number {
    return this.#waitingBytes;
  }

  /** Bytes on disk of a line whose end has not come. */
  get cutOff(): number {
    return this.#line.cutOff;
  }

  /** Writes what waits and ends the delivery, also after a failure. */
  async end(): Promise<void> {
    try {
      await this.#start();
    } finally {
      await this.#leave();
    }
  }

  /** After a failure nothing more is written: what came behind it would hide the gap. */
  #start(): Promise<void> {
    if (this.#failure !== null) return Promise.reject(this.#failure);
    this.#work ??= this.#writeAll()
      .catch((error: unknown) => {
        this.#failure = error;
        throw error;
      })
      .finally(() => {
        this.#work = null;
      });
    return this.#work;
  }

  async #writeAll(): Promise<void> {
    await this.#leaveAtLineEnd();
    while (this.#beforeCut !== null || this.#waiting.length > 0) {
      const cut = this.#beforeCut !== null;
      const bytes = Buffer.concat(this.#beforeCut ?? this.#waiting);
      if (cut) this.#beforeCut = null;
      else this.#waiting = [];
      if (bytes.length > 0) await this.#write(bytes);
      this.#waitingBytes -= bytes.length;
      if (cut) {
        await this.#endDelivery();
        this.#line = new OpenLine(this.#framing);
      }
      if (this.#held && this.#waitingBytes <= BACKLOG_BYTES / 2) {
        this.#held = false;
        this.#inflow.resume();
      }
    }
  }

  async #write(bytes: Buffer): Promise<void> {
    await this.#leaveAtLineEnd(bytes[0]);
    let rest = bytes;
    if (this.#claimed !== null && this.#claimed.day !== this.#intakes.today()) {
      const end = behindLineEnd(bytes, this.#framing, this.#line.lastByte);
      if (end !== -1) {
        await this.#append(bytes.subarray(0, end));
        await this.#leaveDay();
        rest = bytes.subarray(end);
      }
    }
    if (rest.length > 0) await this.#append(rest);
  }

  async #append(bytes: Buffer): Promise<void> {
    await this.#persist(async () => {
      const { register, now, arrived } = this.#context;
      this.#claimed ??= await this.#intakes.claim();
      const { intake, raw } = this.#claimed;
      this.#delivery ??= await register.openDelivery({
        intake,
        session: this.#session,
        received_at: now(),
        first_offset: raw.length,
        continues: this.#earlier,
      });
      const length = await raw.append(bytes);
      this.#line.add(bytes);
      arrived(intake, { length, delivery: this.#delivery, delivery_ended: false });
    });
  }

  /** When the day is over between two lines. `next` is the byte that comes, if one is known. */
  async #leaveAtLineEnd(next?: number): Promise<void> {
    const over = this.#claimed !== null && this.#claimed.day !== this.#intakes.today();
    if (over && this.#line.isBetweenLines(next)) await this.#leaveDay();
  }

  /** The connection goes on in the stream of another day; nobody writes into this one behind it. */
  async #leaveDay(): Promise<void> {
    const claimed = await this.#closeDelivery();
    if (claimed !== null) await this.#persist(() => this.#intakes.finish(claimed));
  }

  async #leave(): Promise<void> {
    const claimed = await this.#closeDelivery();
    if (claimed !== null) await this.#intakes.release(claimed);
  }

  async #closeDelivery(): Promise<ClaimedStream | null> {
    const claimed = this.#claimed;
    if (claimed === null) return null;
    this.#earlier = (await this.#endDelivery()) ?? this.#earlier;
    this.#claimed = null;
    return claimed;
  }

  /** The intake stays claimed: what comes now goes into it, as a delivery of its own. */
  async #endDelivery(): Promise<number | null> {
    const delivery = this.#delivery;
    if (this.#claimed === null || delivery === null) return null;
    const { intake, raw } = this.#claimed;
    await this.#persist(() => this.#context.register.closeDelivery(delivery, raw.length));
    this.#context.arrived(intake, { length: raw.length, delivery, delivery_ended: true });
    this.#delivery = null;
    return delivery;
  }

  /** A full disk is waited out: the connection is held back meanwhile, and its other end keeps the rest. */
  async #persist(work: () => Promise<void>): Promise<void> {
    let held = false;
    await whenThereIsRoom(work, this.#giveUp, (error) => {
      held = true;
      this.#context.trouble(error);
      this.#context.log('error', error.message, { code: error.code, hint: error.hint });
    });
    if (held) this.#context.trouble(null);
  }
}
