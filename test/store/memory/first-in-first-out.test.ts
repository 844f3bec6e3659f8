import fc from 'fast-check';
import { expect, test } from 'vitest';
import { privacySchema } from '../../../privacy/policy.ts';
import { retentionSchema } from '../../../privacy/retention.ts';
import type { MemoryProfile } from '../../../record/call-memory.ts';
import { extensionNumber } from '../../../record/number.ts';
import type { MemoryPace } from '../../../store/memory/call-memories.ts';
import { memoryEntries } from '../../../store/queries/memories.ts';
import { openSqliteStore } from '../../../store/sqlite-store.ts';
import { asteriskLine, asteriskSettings } from '../../asterisk-lines.ts';
import { inFolder, type TestFolder } from '../../test-folder.ts';

const BASE = asteriskSettings();
const WAYS = {
  base: BASE,
  'without 205': {
    ...BASE,
    privacy: privacySchema.parse({ exclude: [{ name: 'council', extensions: ['205'] }] }),
  },
} as const;
type Way = keyof typeof WAYS;

/** Calls between two extensions, or to the outside; whom they concern is plain. */
const PARTIES = [
  ['204', '089231250001'],
  ['205', '089231250002'],
  ['204', '205'],
  ['205', '206'],
  ['206', '204'],
] as const;
const PROFILES: Readonly<Record<string, readonly string[]>> = { anna: ['204'], bert: ['205', '206'] };

type Step =
  | {
      readonly do: 'deliver';
      readonly calls: readonly number[];
      readonly again: number;
      readonly small: boolean;
    }
  | { readonly do: 'delete'; readonly profile: string; readonly at: number }
  | { readonly do: 'replay'; readonly way: Way }
  | { readonly do: 'cap'; readonly profile: string; readonly entries: number }
  | { readonly do: 'collect'; readonly profile: string; readonly collect: boolean }
  | { readonly do: 'remove'; readonly profile: string }
  | { readonly do: 'purge'; readonly calls: number }
  | { readonly do: 'hold'; readonly extension: string }
  | { readonly do: 'release' }
  | { readonly do: 'restart'; readonly settling: boolean };

/** At once, and as it is with files of many thousand calls. */
const PACES: readonly MemoryPace[] = [
  { at_once: 1_000, at_last: 1_000_000, batch: 10_000 },
  { at_once: 0, at_last: 1_000, batch: 1 },
  { at_once: 1, at_last: 6, batch: 2 },
];

const profile = fc.constantFrom(...Object.keys(PROFILES));
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('deliver' as const),
      calls: fc.array(fc.nat(PARTIES.length - 1), { maxLength: 7 }),
      again: fc.nat(4),
      small: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('delete' as const), profile, at: fc.nat(9) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('replay' as const),
      way: fc.constantFrom('base' as const, 'without 205' as const),
    }),
  },
  fc.record({ do: fc.constant('cap' as const), profile, entries: fc.integer({ min: 1, max: 5 }) }),
  fc.record({ do: fc.constant('collect' as const), profile, collect: fc.boolean() }),
  fc.record({ do: fc.constant('remove' as const), profile }),
  fc.record({ do: fc.constant('purge' as const), calls: fc.nat(4) }),
  fc.record({ do: fc.constant('hold' as const), extension: fc.constantFrom('204', '205') }),
  fc.record({ do: fc.constant('release' as const) }),
  fc.record({ do: fc.constant('restart' as const), settling: fc.boolean() }),
);

interface ModelCall {
  readonly line: string;
  readonly src: string;
  readonly dst: string;
  readonly start: string;
  /** As it was stored last; a call that is stored anew is another one to whoever has an entry. */
  stored: object | null;
  /** It went by its age: a replay leaves its lines what they were. */
  gone: boolean;
}

interface Remembered {
  readonly call: ModelCall;
  readonly stored: object;
}

/** What a person would do with a stack of slips. */
class Model {
  way: Way = 'base';
  readonly calls: ModelCall[] = [];
  readonly slips = new Map<string, Remembered[]>();
  readonly settings = new Map<string, { entries: number; collect: boolean }>();
  /** Holds in force, each of an extension. */
  readonly holds = new Map<number, string>();

  constructor() {
    for (const name of Object.keys(PROFILES)) this.add(name);
  }

  add(name: string): void {
    this.slips.set(name, []);
    this.settings.set(name, { entries: 3, collect: true });
  }

  made(kind: number): ModelCall {
    const [src, dst] = PARTIES[kind] ?? PARTIES[0];
    const n = this.calls.length;
    const start = `2026-10-26 09:${String(Math.floor(n / 60)).padStart(2, '0')}:${String(n % 60).padStart(2, '0')}`;
    const line = asteriskLine({ src, dst, start, uniqueid: `1793005200.${n}`, sequence: n });
    const call = { line, src, dst, start, stored: null, gone: false };
    this.calls.push(call);
    return call;
  }

  kept({ src, dst }: ModelCall): boolean {
    return this.way === 'base' || (src !== '205' && dst !== '205');
  }

  arrives(call: ModelCall): void {
    if (call.stored !== null || !this.kept(call)) return;
    const stored = {};
    call.stored = stored;
    call.gone = false;
    for (const [name, { entries, collect }] of this.settings) {
      const extensions = PROFILES[name] ?? [];
      if (!collect || !(extensions.includes(call.src) || extensions.includes(call.dst))) continue;
      this.slips.get(name)?.push({ call, stored });
      this.cut(name, entries);
    }
  }

  cut(name: string, entries: number): void {
    const slips = this.slips.get(name) ?? [];
    slips.splice(0, Math.max(0, slips.length - entries));
  }

  replays(way: Way): void {
    this.way = way;
    for (const call of this.calls) {
      const before = call.stored;
      if (!this.kept(call)) call.stored = null;
      // What it brings back is in no memory.
      else if (!call.gone) call.stored ??= {};
      if (before === null || call.stored !== null) continue;
      for (const [name, slips] of this.slips)
        this.slips.set(
          name,
          slips.filter(({ stored }) => stored !== before),
        );
    }
  }

  shown(name: string): string[] {
    return (this.slips.get(name) ?? []).map(({ call }) => call.start).reverse();
  }
}

const profilesOf = ({ settings }: Model): MemoryProfile[] =>
  [...settings].map(([name, rest]) => ({
    name,
    ...rest,
    parties: (PROFILES[name] ?? []).map((digits) => {
      const number = extensionNumber(digits);
      return { source: 'pbx', number, extension: number };
    }),
  }));

async function shown(data: TestFolder, name: string) {
  return await data.reading((store) => memoryEntries(store, name));
}

type Of<Do extends Step['do']> = Extract<Step, { readonly do: Do }>;

async function deliver(data: TestFolder, model: Model, given: Of<'deliver'>): Promise<void> {
  const again = model.calls.slice(-given.again || undefined).slice(0, given.again);
  const calls = [...again, ...given.calls.map((kind) => model.made(kind))];
  if (calls.length === 0) return;
  data.chunkBytes = given.small ? 450 : 1e9;
  await data.file(calls.map(({ line }) => `${line}\n`).join(''));
  data.chunkBytes = 1e9;
  for (const call of calls) model.arrives(call);
}

async function settled(data: TestFolder): Promise<void> {
  while (!(await data.store.settleMemories()));
}

async function remove(data: TestFolder, model: Model, given: Of<'delete'>): Promise<void> {
  await settled(data);
  const entry = (await shown(data, given.profile))[given.at];
  if (entry === undefined) return;
  expect(await data.store.deleteMemoryEntry(given.profile, entry.entry)).toBe(true);
  const slips = model.slips.get(given.profile) ?? [];
  slips.splice(slips.length - 1 - given.at, 1);
}

/** Calls go as a purge takes them; their entries are copies. */
async function purge(data: TestFolder, model: Model, given: Of<'purge'>): Promise<void> {
  await settled(data);
  const gone = model.calls.filter(({ stored }) => stored !== null).slice(0, given.calls);
  for (const call of gone) {
    call.stored = null;
    call.gone = true;
    const at = Date.parse(`${call.start.replace(' ', 'T')}+01:00`);
    data.tamper(`delete from call where started_at = ${at}`);
  }
}

async function hold(data: TestFolder, model: Model, { extension }: Of<'hold'>): Promise<void> {
  const extensions = [extensionNumber(extension)];
  const conditions = { numbers: extensions, extensions, names: [], from_day: null, to_day: null };
  const placed = { placed_at: data.now, placed_by: 'os:somebody', reason: 'a case', until: null };
  model.holds.set(await data.store.placeHold({ ...placed, conditions }), extension);
}

/** The first ends, and jobs run: nothing stays aside that no other keeps. */
async function release(data: TestFolder, model: Model): Promise<void> {
  const [first] = model.holds.keys();
  if (first === undefined) return;
  model.holds.delete(first);
  await data.store.releaseHold(first, { at: data.now, by: 'os:somebody', reason: 'closed' });
  const going = { signal: new AbortController().signal, told: () => {} };
  await data.gateway.expireMemory(retentionSchema.parse({}), going);
  for (const row of kept(data)) expect(isHeld(row, model)).toBe(true);
}

type EntryRow = Record<'call' | 'extension' | 'number', number> & { readonly profile: number | string };

const rowsOf = (data: TestFolder, table: string) => (data.dump()[table] ?? []) as EntryRow[];
const kept = (data: TestFolder): EntryRow[] => rowsOf(data, 'kept_entry');

function isHeld({ extension, number }: EntryRow, { holds }: Model): boolean {
  return [...holds.values()]
    .map((one) => extensionNumber(one) as number)
    .some((one) => one === extension || one === number);
}

/** What a hold names and was an entry is still there when it is none any more, and nothing is in two places. */
async function takeUnderHolds(data: TestFolder, model: Model, given: Step, pace: MemoryPace): Promise<void> {
  if (model.holds.size > 0) await settled(data);
  const before = rowsOf(data, 'memory_entry');
  const were = before.filter((row) => isHeld(row, model));
  await take(data, model, given, pace);
  if (model.holds.size === 0) return;
  const there = new Set([...rowsOf(data, 'memory_entry'), ...kept(data)].map(({ call }) => call));
  const stillHeld = were.filter((row) => isHeld(row, model));
  expect(stillHeld.filter(({ call }) => !there.has(call))).toEqual([]);
}

async function take(data: TestFolder, model: Model, given: Step, pace: MemoryPace): Promise<void> {
  switch (given.do) {
    case 'deliver':
      return await deliver(data, model, given);
    case 'delete':
      return await remove(data, model, given);
    case 'replay':
      model.replays(given.way);
      await data.replay(WAYS[given.way]);
      return;
    case 'cap':
    case 'collect': {
      const now = model.settings.get(given.profile);
      if (now === undefined) return;
      const entries = given.do === 'cap' ? given.entries : now.entries;
      const collect = given.do === 'collect' ? given.collect : now.collect;
      model.settings.set(given.profile, { entries, collect });
      model.cut(given.profile, entries);
      break;
    }
    case 'remove':
      // Taken out, and with the next step of its kind put back: it begins anew.
      if (model.settings.delete(given.profile)) model.slips.delete(given.profile);
      else model.add(given.profile);
      break;
    case 'purge':
      return await purge(data, model, given);
    case 'hold':
      return await hold(data, model, given);
    case 'release':
      return await release(data, model);
    case 'restart':
      // In the middle of it, there are some entries of some profiles.
      if (given.settling) await data.store.settleMemories();
      await data.store.close();
      data.store = openSqliteStore(data.folder, { memoryPace: pace });
      break;
  }
  await data.store.keepMemories(profilesOf(model), data.now);
}

test('a call memory is first in, first out, whatever arrives, comes again, is deleted, purged, kept by a hold, read again or configured', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 1, maxLength: 14 }),
      fc.constantFrom(...PACES),
      async (steps, pace) => {
        await inFolder(async (data) => {
          const model = new Model();
          await data.store.close();
          data.store = openSqliteStore(data.folder, { memoryPace: pace });
          await data.store.keepMemories(profilesOf(model), data.now);
          for (const given of steps) await takeUnderHolds(data, model, given, pace);
          await settled(data);
          for (const name of Object.keys(PROFILES)) {
            const starts = (await shown(data, name)).map(({ started_at }) =>
              started_at.slice(0, 19).replace('T', ' '),
            );
            expect(starts, name).toEqual(model.shown(name));
          }
        }, BASE);
      },
    ),
    { numRuns: 150 },
  );
}, 120_000);
