import type { GrowingRawCopy, Journal, NewRawCopy } from '../../collector/journal/journal.ts';
import type { SourceContext } from '../../collector/source.ts';
import { OperationError } from '../../record/operation-error.ts';

/** Ends the process at one call to journal or register: just before it is done, or just after. */
export class PowerCut {
  readonly #at: number;
  readonly #moment: 'before' | 'after';
  readonly #copies: NewRawCopy[] = [];
  readonly #growing = new Set<GrowingRawCopy>();
  calls = 0;

  constructor(at: number, moment: 'before' | 'after') {
    this.#at = at;
    this.#moment = moment;
  }

  get happened(): boolean {
    return this.calls >= this.#at;
  }

  /** Gives back what the end of a real process would have given back; to be called when nobody looks at its files. */
  async bury(): Promise<void> {
    for (const copy of this.#copies) await copy.close();
    for (const copy of this.#growing) await copy.close();
  }

  /** The context of a process that will be cut off; after the cut nothing it does has any effect. */
  on(context: SourceContext): SourceContext {
    return { ...context, register: this.#guard(context.register), journal: this.#journal(context.journal) };
  }

  async #call<Result>(work: () => Promise<Result>): Promise<Result> {
    const call = ++this.calls;
    if (call > this.#at || (call === this.#at && this.#moment === 'before')) throw new Error('power cut');
    const result = await work();
    if (call === this.#at) throw new Error('power cut');
    return result;
  }

  #guard<Part extends object>(part: Part): Part {
    return new Proxy(part, {
      get: (target, name) => {
        const value: unknown = Reflect.get(target, name);
        if (typeof value !== 'function') return value;
        return (...given: unknown[]) => this.#call(() => value.apply(target, given));
      },
    });
  }

  #journal(journal: Journal): Journal {
    return {
      key: journal.key,
      create: (...given) => this.#call(async () => this.#newCopy(await journal.create(...given))),
      reopen: (...given) =>
        this.#call(async () => {
          const copy = await journal.reopen(...given);
          return copy === null ? null : this.#newCopy(copy);
        }),
      stream: (...given) => this.#call(async () => this.#newGrowing(await journal.stream(...given))),
      carryOn: (...given) =>
        this.#call(async () => {
          const copy = await journal.carryOn(...given);
          return copy === null ? null : this.#newGrowing(copy);
        }),
    };
  }

  #newCopy(copy: NewRawCopy): NewRawCopy {
    this.#copies.push(copy);
    return {
      write: (bytes) => this.#call(() => copy.write(bytes)),
      read: (offset) => copy.read(offset),
      flush: () => this.#call(() => copy.flush()),
      keep: () => this.#call(() => copy.keep()),
      discard: () => this.#call(() => copy.discard()),
      close: () => copy.close(),
    };
  }

  #newGrowing(copy: GrowingRawCopy): GrowingRawCopy {
    this.#growing.add(copy);
    return {
      get length() {
        return copy.length;
      },
      append: (bytes) => this.#call(() => copy.append(bytes)),
      close: () => {
        this.#growing.delete(copy);
        return copy.close();
      },
    };
  }
}

/** A journal on a disk that is full for the first so many writes. */
export function fullDisk(journal: Journal, writes: number): Journal {
  let left = writes;
  const write = <Result>(work: () => Promise<Result>): Promise<Result> => {
    if (left-- <= 0) return work();
    return Promise.reject(
      new OperationError('DISK_FULL', 'could not write: the disk is full', {
        hint: 'Wait.',
        retryable: true,
      }),
    );
  };
  return {
    key: journal.key,
    async create(...given) {
      const copy = await journal.create(...given);
      return {
        write: (bytes) => write(() => copy.write(bytes)),
        read: (offset) => copy.read(offset),
        flush: () => copy.flush(),
        keep: () => copy.keep(),
        discard: () => copy.discard(),
        close: () => copy.close(),
      };
    },
    async stream(...given) {
      const copy = await journal.stream(...given);
      return {
        get length() {
          return copy.length;
        },
        append: (bytes) => write(() => copy.append(bytes)),
        close: () => copy.close(),
      };
    },
    reopen: (...given) => journal.reopen(...given),
    carryOn: (...given) => journal.carryOn(...given),
  };
}
