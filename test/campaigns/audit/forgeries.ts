import { generateKeyPairSync, sign } from 'node:crypto';
import { CHAIN_START, chainEntry } from '../../../access/audit-chain.ts';
import { checkpointFile, checkpointSize, writeCheckpoint } from '../../../access/audit-checkpoint.ts';
import type { ChainEnd } from '../../../record/audit-record.ts';
import type { KeptRecord } from '../../../store/audit/audit-log.ts';
import type { AuditWorld } from './audit-world.ts';

/** What somebody does to a log who can write every file of the machine. */
export interface Forgery {
  readonly name: string;
  readonly forge: (world: AuditWorld) => AuditWorld;
}

const drop =
  (at: number) =>
  (world: AuditWorld): AuditWorld => ({
    ...world,
    records: world.records.toSpliced(at, 1),
  });

/** Every head computed anew from a record on, as if nothing had happened. */
function chainedAnew(records: readonly KeptRecord[]): KeptRecord[] {
  let last: ChainEnd = CHAIN_START;
  return records.map(({ beside, ...record }) => {
    const payload = JSON.parse(beside?.payload ?? '{}') as Record<string, unknown>;
    const salted = { utc_ms: record.utc_ms, salt: beside?.salt ?? new Uint8Array(32) };
    const made = chainEntry(last, { ...record, payload }, salted);
    last = made.record;
    return { ...made.record, beside: made.beside };
  });
}

const otherAccount = (records: readonly KeptRecord[], at: number): KeptRecord[] =>
  records.map((record, nth) => (nth === at ? { ...record, account: 'os:somebody' } : record));

const CUT_TAIL: Forgery = {
  name: 'the tail is cut',
  forge: (world) => ({ ...world, records: world.records.slice(0, -2) }),
};

const MADE_ANEW: Forgery = {
  name: 'a record is another, and all of it chained anew',
  forge: (world) => ({ ...world, records: chainedAnew(otherAccount(world.records, 3)) }),
};

export const FORGERIES: readonly Forgery[] = [
  { name: 'the first record is deleted', forge: drop(0) },
  { name: 'one in the middle is deleted', forge: drop(7) },
  { name: 'the last one that was signed is deleted', forge: drop(-2) },
  {
    name: 'two are swapped',
    forge: (world) => {
      const [four, five] = [world.records[4], world.records[5]];
      if (four === undefined || five === undefined) throw new Error('the log is too short');
      return { ...world, records: world.records.with(4, five).with(5, four) };
    },
  },
  {
    name: 'two are swapped, with their numbers',
    forge: (world) => {
      const [four, five] = [world.records[4], world.records[5]];
      if (four === undefined || five === undefined) throw new Error('the log is too short');
      const records = world.records.with(4, { ...five, n: four.n }).with(5, { ...four, n: five.n });
      return { ...world, records };
    },
  },
  CUT_TAIL,
  { name: 'all of it is gone', forge: (world) => ({ ...world, records: [] }) },
  MADE_ANEW,
  {
    name: 'the first is deleted, and the rest chained anew',
    forge: (world) => ({ ...world, records: chainedAnew(world.records.slice(1)) }),
  },
  {
    name: 'the beginning is said to have gone by its age',
    forge: (world) => {
      const fourth = world.records[3];
      if (fourth === undefined) throw new Error('the log is too short');
      const segment = { n: fourth.n, head: fourth.head, note: world.places[0]?.files[0]?.text ?? '' };
      return { ...world, segment, records: world.records.slice(4) };
    },
  },
  {
    name: 'an old checkpoint takes the place of the newest, and the tail is cut to it',
    forge: (world) => replayed(world, world.records.slice(0, world.records.length >> 1)),
  },
  {
    name: 'an old checkpoint takes the place of the newest',
    forge: (world) => replayed(world, world.records),
  },
  {
    name: 'the newest checkpoint is removed',
    forge: (world) => ({
      ...world,
      places: world.places.map((place) => ({ ...place, files: place.files.slice(0, -1) })),
    }),
  },
  {
    name: 'all of it is chained anew and signed with another key',
    forge: (world) => signedAnew({ ...world, records: chainedAnew(otherAccount(world.records, 3)) }),
  },
  {
    name: 'what stands beside two records is swapped',
    forge: (world) => {
      const [four, five] = [world.records[4], world.records[5]];
      if (four === undefined || five === undefined) throw new Error('the log is too short');
      const records = world.records.with(4, { ...four, beside: five.beside });
      return { ...world, records };
    },
  },
  {
    name: 'what stands beside a record is taken away',
    forge: (world) => ({
      ...world,
      records: world.records.map((record, at) => (at === 4 ? { ...record, beside: null } : record)),
    }),
  },
];

function replayed(world: AuditWorld, records: readonly KeptRecord[]): AuditWorld {
  const places = world.places.map((place) => ({
    ...place,
    files: place.files.map(({ name }) => ({ name, text: place.files[0]?.text ?? '' })),
  }));
  return { ...world, records, places };
}

function signedAnew(world: AuditWorld): AuditWorld {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const public_pem = String(publicKey.export({ type: 'spki', format: 'pem' }));
  const key = { public_pem, sign: (bytes: Uint8Array) => sign(null, bytes, privateKey) };
  const places = world.places.map((place) => ({
    ...place,
    files: place.files.map(({ name }) => {
      const n = checkpointSize(name) ?? 0;
      const head = world.records[n - 1]?.head ?? CHAIN_START.head;
      const checkpoint = { n, head, utc_ms: 0, restored: null };
      return { name: checkpointFile(public_pem, checkpoint), text: writeCheckpoint(checkpoint, key) };
    }),
  }));
  return { ...world, places };
}

/** Whether a forgery shows nowhere but in checkpoints: without them nobody could tell. */
export const ONLY_BY_CHECKPOINTS: readonly Forgery[] = [CUT_TAIL, MADE_ANEW];
