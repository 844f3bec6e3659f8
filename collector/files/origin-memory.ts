import type { IntakeRegister, Origin, Transfer } from '../../record/intake.ts';
import type { InstallationKey } from '../../record/mac.ts';
import { pastFile } from '../../record/past-file.ts';
import type { Print } from '../journal/content-print.ts';
import type { ListedFile } from './origin-folder.ts';

/** What the register remembers of a source's files, held in memory: a source asks for it at every poll. */
export class OriginMemory {
  readonly #byPath: Map<string, Origin>;
  readonly #transfers: Map<string, Transfer>;

  readonly #past: ReadonlySet<string>;
  readonly #key: InstallationKey;

  private constructor(
    origins: readonly Origin[],
    transfers: readonly Transfer[],
    { past, key }: { past: readonly string[]; key: InstallationKey },
  ) {
    this.#past = new Set(past);
    this.#key = key;
    this.#byPath = new Map(origins.map((origin) => [origin.path, origin]));
    this.#transfers = new Map(transfers.map((transfer) => [transfer.path, transfer]));
  }

  static async load(register: IntakeRegister, source: string, key: InstallationKey): Promise<OriginMemory> {
    const origins = await register.origins(source);
    // What was refused is looked at once more after every start: the limit may have been raised since.
    return new OriginMemory(
      origins.filter(({ state }) => state !== 'refused'),
      await register.transfers(source),
      { past: await register.pastFiles(source), key },
    );
  }

  get(path: string): Origin | undefined {
    return this.#byPath.get(path);
  }

  /** Whether a file was taken so long ago that its intake has left the ledger, and stands there as it did. */
  isPast(file: ListedFile): boolean {
    return this.#past.size > 0 && !this.#byPath.has(file.path) && this.#past.has(pastFile(this.#key, file));
  }

  /** What is remembered of a file that was taken, or refused, takes the place of what came of it in part. */
  remember(origin: Origin): void {
    this.#byPath.set(origin.path, origin);
    this.#transfers.delete(origin.path);
  }

  forget(path: string): void {
    this.#byPath.delete(path);
  }

  transfer(path: string): Transfer | undefined {
    return this.#transfers.get(path);
  }

  transfers(): readonly Transfer[] {
    return [...this.#transfers.values()];
  }

  rememberTransfer(transfer: Transfer): void {
    this.#transfers.set(transfer.path, transfer);
  }

  forgetTransfer(path: string): void {
    this.#transfers.delete(path);
  }

  /** Forgets files that are not listed any more: where we move or delete them ourselves, they would pile up for ever. */
  keepOnly(listed: ReadonlySet<string>): void {
    for (const path of this.#byPath.keys()) if (!listed.has(path)) this.#byPath.delete(path);
  }

  /** Files that are not where they were: the path is gone, or `replaced` says that another file stands there. */
  displaced(listed: ReadonlySet<string>, replaced: ReadonlySet<string>): Origin[] {
    const displaced: Origin[] = [];
    for (const origin of this.#byPath.values()) {
      if (origin.state === 'refused') continue;
      if (!listed.has(origin.path) || replaced.has(origin.path)) displaced.push(origin);
    }
    return displaced;
  }
}

/** What is to be remembered of a file that was just taken as it was listed. */
export function originOf(
  listed: ListedFile,
  print: Print,
  finished: boolean,
): Omit<Origin, 'source' | 'intake'> {
  const { length: consumed, content_mac: _, ...macs } = print;
  const { path, size, modified_at } = listed;
  return { path, size, modified_at, consumed, ...macs, state: finished ? 'finished' : 'open' };
}
