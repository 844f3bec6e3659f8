import type { AuditPayload, AuditRecord, AuditSegment } from '../record/audit-record.ts';
import { type CheckedChain, checkChain, isSame } from './audit-chain.ts';
import { type Checkpoint, checkpointSize, readCheckpoint } from './audit-checkpoint.ts';

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
  /** How many fit, by place. */
  readonly compared: readonly { readonly place: string; readonly checkpoints: number }[];
  /** The newest that fits; behind its size the records are chained, and nothing more. */
  readonly proven: Checkpoint | null;
  readonly problems: readonly string[];
}

/** Recomputes a log and compares every checkpoint there is. */
export function verifyAudit(
  segment: AuditSegment,
  records: Iterable<AuditRecord & { readonly beside: AuditPayload | null }>,
  places: readonly CheckpointPlace[],
  public_pem: string,
): AuditVerification {
  const read = places.map((place) => ({ place, ...readPlace(place, public_pem) }));
  const wanted = new Set(read.flatMap(({ checkpoints }) => checkpoints.map(({ n }) => n)));
  const named = { n: 0 };
  const chain = checkChain(segment, noting(records, named), wanted);
  const problems = [...segmentProblems(segment, public_pem), ...chain.problems];
  let proven: Checkpoint | null = null;
  const compared = read.map(({ place, checkpoints, problems: unread }) => {
    problems.push(...unread);
    const newest = Math.max(0, ...checkpoints.map(({ n }) => n));
    if (place.expected && newest < Math.max(named.n, segment.n))
      problems.push(
        `the checkpoint of ${Math.max(named.n, segment.n)} records is missing in ${place.name}, whose newest is of ${newest}`,
      );
    let fitting = 0;
    for (const checkpoint of checkpoints) {
      // Of records that went by age there is nothing to compare.
      if (checkpoint.n < segment.n) continue;
      const problem = misfit(chain, checkpoint, place.name);
      if (problem !== null) problems.push(problem);
      else {
        fitting += 1;
        if (checkpoint.n > (proven?.n ?? -1)) proven = checkpoint;
      }
    }
    return { place: place.name, checkpoints: fitting };
  });
  const { end, erased } = chain;
  return { first: segment.n + 1, last: end.n, erased, compared, proven, problems };
}

/** What the log says of its own checkpoints. */
function* noting<Row extends AuditRecord>(records: Iterable<Row>, named: { n: number }): Iterable<Row> {
  for (const record of records) {
    if (record.action === CHECKPOINT_ACTION && record.result === 'done')
      named.n = Math.max(named.n, Number(record.object));
    yield record;
  }
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
    else if (checkpoint.n !== size)
      problems.push(`${file.name} in ${name} holds the checkpoint of ${checkpoint.n} records`);
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

function misfit({ heads, end }: CheckedChain, { n, head }: Checkpoint, place: string): string | null {
  const found = heads.get(n);
  if (found === undefined)
    return `a checkpoint in ${place} proves ${n} records, and the log has ${end.n} that hold: its end is cut`;
  return isSame(found, head)
    ? null
    : `a checkpoint in ${place} proves another record ${n}: the log was made anew`;
}
