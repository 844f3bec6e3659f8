import {
  type AuditPayload,
  type AuditRecord,
  type AuditSegment,
  ERASED_ACTION,
  RESTORED_ACTION,
} from '../record/audit-record.ts';
import { type CheckedChain, checkChain, isSame } from './audit-chain.ts';
import {
  type Checkpoint,
  checkpointFile,
  checkpointSize,
  readCheckpoint,
  restoredIn,
} from './audit-checkpoint.ts';

/** A folder in which checkpoints lie. */
export interface CheckpointPlace {
  readonly name: string;
  /** Each checkpoint that the log names was written here, or said not to be. */
  readonly expected: boolean;
  readonly files: readonly { readonly name: string; readonly text: string }[];
}

/** What a log is, and how far that is proven. */
export interface AuditVerification {
  readonly first: number;
  readonly last: number;
  readonly erased: number;
  /** Restores that the log tells of: from each on it goes on from what a backup had. */
  readonly restored: readonly RestoredLog[];
  /** How many fit, by place, and how many are of a log that a restore left behind, whose records are not in this one. */
  readonly compared: readonly {
    readonly place: string;
    readonly checkpoints: number;
    readonly left_behind: number;
  }[];
  /** The newest that fits; behind its size the records are chained, and nothing more. */
  readonly proven: Checkpoint | null;
  readonly problems: readonly string[];
}

/** Where a log goes on since a restore. */
export interface RestoredLog {
  readonly record: number;
  /** Its name, and when it was made. */
  readonly backup: string;
  readonly utc_ms: number;
  /** What checkpoints from then on say: the head of the record. */
  readonly head: string;
}

/** A log as it is read. */
export interface ReadAuditLog {
  /** What is wrong with its file. */
  readonly damage: readonly string[];
  readonly segment: AuditSegment;
  readonly records: Iterable<AuditRecord & { readonly beside: AuditPayload | null }>;
}

/** Recomputes a log and compares every checkpoint there is. */
export function verifyAudit(
  { damage, segment, records }: ReadAuditLog,
  places: readonly CheckpointPlace[],
  public_pem: string,
): AuditVerification {
  const read = places.map((place) => ({ place, ...readPlace(place, public_pem) }));
  const wanted = new Set(read.flatMap(({ checkpoints }) => checkpoints.map(({ n }) => n)));
  const told: Told = { named: 0, restored: [], erased: new Set() };
  const chain = checkChain(segment, noting(records, told), wanted);
  const problems = [
    ...damage,
    ...segmentProblems(segment, public_pem),
    ...chain.problems,
    ...bareProblems(chain, told),
  ];
  const branches = branchesOf(segment, told.restored);
  // What stood in other places when a backup was made is no promise of the folder that it came back into.
  const promised = told.restored.length > 0 ? told.named : Math.max(told.named, segment.n);
  let proven: Checkpoint | null = null;
  const compared = read.map(({ place, checkpoints, problems: unread }) => {
    problems.push(...unread);
    const own = checkpoints.filter((checkpoint) => !isLeftBehind(branches, checkpoint));
    const newest = Math.max(0, ...own.map(({ n }) => n));
    if (place.expected && newest < promised)
      problems.push(
        `the checkpoint of ${promised} records is missing in ${place.name}, whose newest is of ${newest}`,
      );
    let fitting = 0;
    for (const checkpoint of own) {
      // Of records that went by age there is nothing to compare.
      if (checkpoint.n < segment.n) continue;
      const problem = misfit(chain, branches, checkpoint, place.name);
      if (problem !== null) problems.push(problem);
      else {
        fitting += 1;
        if (checkpoint.n > (proven?.n ?? -1)) proven = checkpoint;
      }
    }
    return { place: place.name, checkpoints: fitting, left_behind: checkpoints.length - own.length };
  });
  const [{ end, bare }, { restored }] = [chain, told];
  return {
    first: segment.n + 1,
    last: end.n,
    erased: bare.filter((n) => told.erased.has(n)).length,
    restored,
    compared,
    proven,
    problems,
  };
}

/** What the log says of itself. */
interface Told {
  /** Since the last restore, the newest checkpoint that lies in every place. */
  named: number;
  readonly restored: RestoredLog[];
  /** Records of which a later one says that what stood beside them was erased. */
  readonly erased: Set<number>;
}

function* noting<Row extends AuditRecord>(records: Iterable<Row>, told: Told): Iterable<Row> {
  for (const record of records) {
    const { action, result, object, n, utc_ms, head } = record;
    if (action === CHECKPOINT_ACTION && result === 'done') told.named = Math.max(told.named, Number(object));
    if (action === ERASED_ACTION && result === 'done')
      for (const number of object.split(', ')) told.erased.add(Number(number));
    if (action === RESTORED_ACTION) {
      told.named = 0;
      told.restored.push({ record: n, backup: object, utc_ms, head: Buffer.from(head).toString('hex') });
    }
    yield record;
  }
}

/** From a record on, what its checkpoints say: from which restore the chain goes on. */
interface Branch {
  readonly from: number;
  readonly restored: string | null;
}

function branchesOf({ note }: AuditSegment, restores: readonly RestoredLog[]): readonly Branch[] {
  const start = restoredIn(note);
  return [
    // The first is of no restore; where that part went by age, it is behind the kept one.
    ...(start === null ? [] : [{ from: -1, restored: null }]),
    { from: 0, restored: start },
    ...restores.map(({ record, head }) => ({ from: record, restored: head })),
  ];
}

const branchAt = (branches: readonly Branch[], n: number): string | null =>
  branches.findLast(({ from }) => from <= n)?.restored ?? null;

/** Signed for a log that went on where this one was brought back from before: it tells of records that this one never had. */
function isLeftBehind(branches: readonly Branch[], { n, restored }: Checkpoint): boolean {
  const next = branches.findIndex((branch) => branch.restored === restored) + 1;
  const left = next === 0 ? undefined : branches[next];
  return left !== undefined && left.from <= n;
}

/** The action of the record that says that a checkpoint lies in every place; its object is the size. */
export const CHECKPOINT_ACTION = 'audit checkpoint';

function readPlace({ name, files }: CheckpointPlace, public_pem: string) {
  const checkpoints: Checkpoint[] = [];
  const problems: string[] = [];
  for (const file of files) {
    const size = checkpointSize(file.name);
    if (size === null) continue;
    const checkpoint = readCheckpoint(file.text, public_pem);
    if (checkpoint === null) problems.push(`${file.name} in ${name} is not signed by this key`);
    else if (file.name !== checkpointFile(public_pem, checkpoint))
      problems.push(`${file.name} in ${name} holds another checkpoint, of ${checkpoint.n} records`);
    else checkpoints.push(checkpoint);
  }
  return { checkpoints, problems };
}

function segmentProblems({ n, head, note }: AuditSegment, public_pem: string): string[] {
  if (n === 0) return head.every((byte) => byte === 0) ? [] : ['the beginning of the log is another one'];
  const closed = readCheckpoint(note, public_pem);
  if (closed !== null && closed.n === n && isSame(closed.head, head)) return [];
  return [`records up to ${n} are not there, and no checkpoint signed by this key closes them`];
}

/** What stood beside a record goes by an erasure alone, and that is recorded. */
function bareProblems({ bare }: CheckedChain, { erased }: Told): string[] {
  return bare
    .filter((n) => !erased.has(n))
    .map((n) => `what stood beside record ${n} is gone, and no record says that it was erased`);
}

function misfit(
  { heads, end }: CheckedChain,
  branches: readonly Branch[],
  { n, head, restored }: Checkpoint,
  place: string,
): string | null {
  if (restored !== branchAt(branches, n))
    return `a checkpoint in ${place} proves ${n} records of a log that was restored from a backup, which this one is not`;
  const found = heads.get(n);
  if (found === undefined)
    return `a checkpoint in ${place} proves ${n} records, and the log has ${end.n} that hold: its end is cut`;
  return isSame(found, head)
    ? null
    : `a checkpoint in ${place} proves another record ${n}: the log was made anew`;
}
