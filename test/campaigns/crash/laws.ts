import { basename } from 'node:path';
import { typedCommand } from '../../typed-command.ts';
import { countOf, isRubbish } from './call-lines.ts';
import { FOLDERS } from './deliveries.ts';
import { referenceCalls } from './reference.ts';
import { StoreState } from './store-state.ts';
import type { World } from './world.ts';

/** Everything that must hold at the end, whatever was killed on the way. Each breach is a sentence. */
export async function breaches(world: World): Promise<string[]> {
  const found: string[] = await verifyBreaches(world.folder);
  const state = new StoreState(world.folder);
  try {
    for (const folder of FOLDERS)
      found.push(...(await lineBreaches(state, folder, world.deliveries.linesOf(folder))));
    found.push(...(await repeatingBreaches(state, world)));
    found.push(...(await forgetfulBreaches(state, world)));
    found.push(...(await streamCopyBreaches(state, world)));
    if (state.leftOpen() > 0) found.push(`${state.leftOpen()} sessions or jobs were left open`);
    found.push(...(await referenceBreaches(state, world)));
  } finally {
    await state.close();
  }
  return found;
}

/** What `verify` says of a data folder that is at rest. */
export async function verifyBreaches(folder: string): Promise<string[]> {
  const { exit, out, err } = await typedCommand(['verify', '--data', folder], { cwd: folder });
  return exit === 0 ? [] : [`verify: ${out}${err}`.trim()];
}

/** Calls are stored as often as the file has them that has them most often; rubbish is undefined, once. */
export async function lineBreaches(
  state: StoreState,
  source: string,
  deliveries: readonly (readonly string[])[],
): Promise<string[]> {
  const expected = mostOften(deliveries);
  const part = (rubbish: boolean) => new Map([...expected].filter(([line]) => isRubbish(line) === rubbish));
  return [
    ...compare(`calls of ${source}`, part(false), await state.linesBehind('call', source)),
    ...compare(`undefined lines of ${source}`, part(true), await state.linesBehind('undefined_line', source)),
  ];
}

function mostOften(deliveries: readonly (readonly string[])[]): Map<string, number> {
  const most = new Map<string, number>();
  for (const lines of deliveries) {
    for (const [line, count] of countOf(lines)) most.set(line, Math.max(most.get(line) ?? 0, count));
  }
  return most;
}

function compare(what: string, expected: ReadonlyMap<string, number>, lines: readonly string[]): string[] {
  const stored = countOf(lines);
  let lost = 0;
  let doubled = 0;
  for (const line of new Set([...expected.keys(), ...stored.keys()])) {
    const difference = (stored.get(line) ?? 0) - (expected.get(line) ?? 0);
    if (difference < 0) lost -= difference;
    else doubled += difference;
  }
  if (lost + doubled === 0) return [];
  const all = [...expected.values()].reduce((sum, count) => sum + count, 0);
  return [`of ${all} ${what} ${lost} are lost, and ${doubled} are there that should not be`];
}

/** It sent everything again over its last connection: all is there once, and the rest are beginnings of lines. */
async function repeatingBreaches(state: StoreState, world: World): Promise<string[]> {
  const { repeating } = world;
  const stored = await state.linesBehind('call', 'repeating');
  return [
    ...compare('calls of repeating', countOf(repeating.lines), stored),
    ...(await brokenOff(state, world, 'repeating')),
  ];
}

/** What the service was seen to have taken is there; nothing is there twice; nothing is there that was not sent. */
async function forgetfulBreaches(state: StoreState, world: World): Promise<string[]> {
  const { forgetful } = world;
  const stored = countOf(await state.linesBehind('call', 'forgetful'));
  const sent = new Set(forgetful.sent);
  const lost = forgetful.taken.filter((line) => !stored.has(line)).length;
  const twice = [...stored].filter(([line, count]) => count > 1 || !sent.has(line)).length;
  const found = await brokenOff(state, world, 'forgetful');
  if (lost > 0) found.push(`of ${forgetful.taken.length} lines taken of forgetful ${lost} are lost`);
  if (twice > 0) found.push(`${twice} calls of forgetful are there twice or were never sent`);
  return found;
}

async function brokenOff(
  state: StoreState,
  world: World,
  source: 'repeating' | 'forgetful',
): Promise<string[]> {
  const sent = source === 'repeating' ? world.repeating.lines : world.forgetful.sent;
  const undefinedLines = await state.linesBehind('undefined_line', source);
  const strange = undefinedLines.filter(
    (line) => !isTorn(world, line) && !sent.some((whole) => whole.startsWith(line)),
  );
  return strange.length === 0
    ? []
    : [`${strange.length} undefined lines of ${source} are no beginnings of lines`];
}

/** A burst that was written and not flushed has sectors that never reached the disk; no device ever sends a zero. */
const isTorn = ({ sectorsTear }: World, line: string): boolean => sectorsTear && line.includes('\0');

/** What stood in the raw copy of a stream when the process died is still there, and so are the calls of its lines. */
async function streamCopyBreaches(state: StoreState, world: World): Promise<string[]> {
  const found: string[] = [];
  const calls = await Promise.all(
    ['repeating', 'forgetful'].map((source) => state.linesBehind('call', source)),
  );
  const stored = new Set(calls.flat());
  for (const [path, bytes] of world.streamCopies) {
    const now = await state.content(Number(basename(path)));
    if (!now.subarray(0, bytes.length).equals(bytes)) found.push(`${path} lost bytes that were on disk`);
    const whole = bytes.toString('latin1').split('\r\n').slice(0, -1);
    const lost = whole.filter((line) => line !== '' && !isTorn(world, line) && !stored.has(line)).length;
    if (lost > 0) found.push(`${path}: ${lost} lines were on disk at the kill and are no calls`);
  }
  return found;
}

/** An uninterrupted run over the same deliveries gives the same calls in every column. */
async function referenceBreaches(state: StoreState, world: World): Promise<string[]> {
  const received = { forgetful: [await state.linesBehind('call', 'forgetful')] };
  const other = await referenceCalls(world, { ...received, repeating: [world.repeating.lines] });
  const one = state.calls();
  const at = one.findIndex((row, place) => row !== other[place]);
  if (at === -1 && one.length === other.length) return [];
  const both = `${one[at]} here, ${other[at]} there`;
  return [
    `${one.length} calls here, ${other.length} in an uninterrupted run; the first that differs: ${both}`,
  ];
}
