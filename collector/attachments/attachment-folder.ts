import type { AttachmentKind, NewAttachment, RefusedAttachment } from '../../record/attachment.ts';
import { monthOf } from '../../record/attachment.ts';
import { DAY_MS } from '../../record/calendar.ts';
import { type InstallationKey, macOf, startMac } from '../../record/mac.ts';
import { OperationError } from '../../record/operation-error.ts';
import { disposeOf, markerOf } from '../files/afterwards.ts';
import { isInFlight, type Sighting, sight } from '../files/listed-file.ts';
import { readBytes } from '../files/origin-bytes.ts';
import type { ListedFile, OriginFolder } from '../files/origin-folder.ts';
import { isWanted } from '../files/pick-up.ts';
import type { PickUpOptions } from '../files/round.ts';
import type { Log } from '../source.ts';
import { meaninglessName, type SealedFile } from './sealed-file.ts';

/** A sidecar says a few things of one file. */
const LARGEST_SIDECAR_BYTES = 1024 * 1024;
/** How long one that cannot be read is left alone. */
const UNREADABLE_WAIT_MS = 2 * 60_000;
/** How long a file waits for its sidecar before it is told about. */
const SIDECAR_WAIT_MS = 10 * 60_000;

/** What is known of a file's call, and since when it was; a sentence where that cannot be read. */
export type HintReader = (
  name: string,
  sidecar: Uint8Array | null,
) => Promise<{ readonly hint: NewAttachment['hint']; readonly at: number | null } | string>;

/** What a folder of attachments needs of the world. */
export interface AttachmentContext {
  /** Its name in the document. */
  readonly name: string;
  readonly source: string;
  readonly kind: AttachmentKind;
  readonly options: Pick<PickUpOptions, 'files' | 'except' | 'afterwards' | 'move_to' | 'rename_suffix'>;
  /** Name of the sidecar of a file; null where its name says all. */
  readonly sidecar: string | null;
  readonly key: InstallationKey;
  readonly hintOf: HintReader;
  /** Encrypts into the data folder, durable. */
  readonly seal: (file: SealedFile, plain: AsyncIterable<Uint8Array>) => Promise<void>;
  readonly discard: (file: SealedFile) => Promise<void>;
  readonly register: {
    isPastAttachment(mac: string): Promise<boolean>;
    addAttachment(attachment: NewAttachment): Promise<number | null>;
    refuseAttachment(refused: RefusedAttachment): Promise<void>;
    keepRefusedAttachments(folder: string, paths: readonly string[]): Promise<void>;
  };
  readonly now: () => number;
  readonly log: Log;
}

/** A folder in which attachments appear: what was seen of it, and what of that was taken. */
export class AttachmentFolder {
  private readonly context: AttachmentContext;
  private readonly options: PickUpOptions;
  private readonly elapsed: () => number;
  private sightings = new Map<string, Sighting>();
  /** Of paths that were refused: as what, and how long that is believed. */
  private readonly refused = new Map<string, { readonly state: string; readonly until: number }>();
  /** The store may know of refused files that are there no longer. */
  private tellsRefused = true;
  /** Of paths that are left where they are and were taken: as what. */
  private readonly taken = new Map<string, string>();

  constructor(context: AttachmentContext, elapsed: () => number = () => performance.now()) {
    this.context = context;
    this.elapsed = elapsed;
    const { options, sidecar } = context;
    this.options = {
      ...options,
      done_marker: sidecar,
      needs_marker: false,
      finished_after_ms: 0,
      unpack_limit_bytes: 0,
    };
  }

  /** Takes what is at rest; gives how many came. */
  async round(folder: OriginFolder, signal: AbortSignal): Promise<number> {
    const listed = await folder.list();
    const now = this.elapsed();
    const known = this.sightings;
    this.sightings = new Map(listed.map((file) => [file.path, sight(file, known.get(file.path), now)]));
    const wanted = listed.filter(({ path }) => isWanted(path, this.options) && !isInFlight(path));
    await this.forgetGone(wanted, now);
    let count = 0;
    for (const file of wanted.sort(inOrder)) {
      signal.throwIfAborted();
      if (file.size === 0 || !this.isAtRest(file.path) || this.isRefused(file, now)) continue;
      if (this.taken.get(file.path) === this.stateOf(file)) continue;
      try {
        if (await this.take(folder, file, signal)) count += 1;
      } catch (error) {
        if (!(error instanceof OperationError) || !OF_ONE_FILE.has(error.code)) throw error;
        await this.refuse(file, error);
      }
    }
    return count;
  }

  private async take(folder: OriginFolder, file: ListedFile, signal: AbortSignal): Promise<boolean> {
    const { register, key, name, sidecar } = this.context;
    const { path, size, modified_at } = file;
    const listed_mac = macOf(key, 'attachment', Buffer.from(JSON.stringify([name, path, size, modified_at])));
    const beside = sidecar === null ? null : markerOf(path, { done_marker: sidecar });
    if (await register.isPastAttachment(listed_mac)) {
      await this.dispose(folder, file, beside);
      return false;
    }
    if (beside !== null && !this.isAtRest(beside)) {
      if (!this.sightings.has(beside) && this.waited(path) >= SIDECAR_WAIT_MS)
        throw refusal(`its sidecar ${sidecar} is not there`, 'It is taken when the sidecar comes.');
      return false;
    }
    const hint = await this.context.hintOf(path, beside === null ? null : await sidecarOf(folder, beside));
    if (typeof hint === 'string')
      throw refusal(
        hint,
        'docs/attachments.md says how a call is told. It is looked at again when the file, or its sidecar, changes.',
      );
    const id = await this.keep(folder, file, { listed_mac, ...hint }, signal);
    await this.dispose(folder, file, beside);
    return id !== null;
  }

  /** Encrypted and durable first, then known to the store; only then is the original touched. */
  private async keep(
    folder: OriginFolder,
    { path, size, modified_at }: ListedFile,
    found: { listed_mac: string; hint: NewAttachment['hint']; at: number | null },
    signal: AbortSignal,
  ): Promise<number | null> {
    const { source, kind, key, seal, discard, register, now } = this.context;
    const { listed_mac, hint, at } = found;
    const received_at = now();
    const sealed = { file: meaninglessName(), month: monthOf(received_at) };
    const name = path.slice(path.lastIndexOf('/') + 1);
    const mac = startMac(key, 'attachment').update(`${this.context.name}\n${name}\n`);
    let bytes = 0;
    const origin = await folder.open(path);
    try {
      async function* plain(): AsyncGenerator<Uint8Array> {
        for await (const piece of origin.bytes(0, size)) {
          signal.throwIfAborted();
          mac.update(piece);
          bytes += piece.length;
          yield piece;
        }
      }
      await seal(sealed, plain());
    } finally {
      await origin.close();
    }
    const after = await folder.stat(path);
    if (bytes !== size || after?.size !== size || after.modified_at !== modified_at) {
      await discard(sealed);
      throw new OperationError('FILE_VANISHED', 'a file changed or disappeared while it was read', {
        hint: 'It is taken when it is at rest.',
        retryable: true,
      });
    }
    const day = Math.floor(Math.min(received_at, at ?? received_at) / DAY_MS);
    const content_mac = mac.digest('hex');
    const row = { source, kind, ...sealed, name, bytes, received_at, day, hint, listed_mac, content_mac };
    const id = await register.addAttachment(row);
    if (id === null) await discard(sealed);
    return id;
  }

  /** The sidecar first: a file without one that is known already is only put away. */
  private async dispose(folder: OriginFolder, file: ListedFile, beside: string | null): Promise<void> {
    if (this.options.afterwards === 'leave') return void this.taken.set(file.path, this.stateOf(file));
    const round = { folder, options: { ...this.options, done_marker: null } };
    for (const path of beside === null ? [file.path] : [beside, file.path]) {
      const listed = path === file.path ? file : await folder.stat(path);
      if (listed !== null) await disposeOf(round, listed, { ...listed, intake: file.modified_at });
    }
  }

  private async refuse(file: ListedFile, error: OperationError): Promise<void> {
    const { name, register, now, log } = this.context;
    const { message: reason, hint, code } = error;
    log('warn', `an attachment was not taken: ${reason}`, { folder: name, code, hint });
    // Safe already, or to be at rest anew.
    if (code === 'FILE_IMMOVABLE') return;
    if (code === 'FILE_VANISHED') return void this.sightings.delete(file.path);
    const until =
      code === 'ATTACHMENT_REFUSED' ? Number.POSITIVE_INFINITY : this.elapsed() + UNREADABLE_WAIT_MS;
    this.refused.set(file.path, { state: this.stateOf(file), until });
    this.tellsRefused = true;
    await register.refuseAttachment({ folder: name, path: file.path, refused_at: now(), reason, hint });
  }

  /** One that is gone, or changed, or whose sidecar came, is refused no longer. */
  private async forgetGone(wanted: readonly ListedFile[], now: number): Promise<void> {
    const there = new Set(wanted.map(({ path }) => path));
    for (const known of [this.refused, this.taken])
      for (const path of known.keys()) if (!there.has(path)) known.delete(path);
    if (!this.tellsRefused) return;
    const still = wanted.filter((file) => this.isRefused(file, now) || !this.isAtRest(file.path));
    const paths = still.map(({ path }) => path);
    await this.context.register.keepRefusedAttachments(this.context.name, paths);
    this.tellsRefused = paths.length > 0;
  }

  private isRefused(file: ListedFile, now: number): boolean {
    const refused = this.refused.get(file.path);
    return refused !== undefined && refused.state === this.stateOf(file) && now < refused.until;
  }

  /** What a file and its sidecar are like. */
  private stateOf({ path, size, modified_at }: ListedFile): string {
    const { sidecar } = this.context;
    const beside = sidecar === null ? null : markerOf(path, { done_marker: sidecar });
    const seen = beside === null ? undefined : this.sightings.get(beside);
    return JSON.stringify([size, modified_at, seen?.size, seen?.modified_at]);
  }

  /** The same in two looks. */
  private isAtRest(path: string): boolean {
    return (this.sightings.get(path)?.polls ?? 0) >= 2;
  }

  private waited(path: string): number {
    const seen = this.sightings.get(path);
    return seen === undefined ? 0 : this.elapsed() - seen.first_seen;
  }
}

/** The others end the round, which is tried again. */
const OF_ONE_FILE = new Set(['ATTACHMENT_REFUSED', 'FILE_VANISHED', 'FILE_UNREADABLE', 'FILE_IMMOVABLE']);

function refusal(reason: string, hint: string): OperationError {
  return new OperationError('ATTACHMENT_REFUSED', reason, { hint });
}

async function sidecarOf(folder: OriginFolder, path: string): Promise<Uint8Array> {
  const file = await folder.open(path);
  try {
    return await readBytes(file, 0, LARGEST_SIDECAR_BYTES);
  } finally {
    await file.close();
  }
}

/** The oldest first; of one millisecond by name, not as the file system happens to list them. */
function inOrder(one: ListedFile, other: ListedFile): number {
  return one.modified_at - other.modified_at || (one.path < other.path ? -1 : 1);
}
