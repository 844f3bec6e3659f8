import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { CallLines, countOf } from '../crash/call-lines.ts';
import { verifyBreaches } from '../crash/laws.ts';
import type { Random } from '../crash/random.ts';
import { StoreState } from '../crash/store-state.ts';
import { type Footprint, ListeningService, SOURCES } from './listening-service.ts';
import { atOnce, connected, drop, send } from './senders.ts';

/** What came of a proof. */
export interface TcpResult {
  readonly connections: number;
  readonly lines: number;
  readonly problems: readonly string[];
  readonly before: Footprint;
  readonly after: Footprint;
}

/** With more than this, memory grows with the connections. */
const PEAK_MIB = 500;
/** Files that may be open besides, however many connections there were: one that was just being closed, a reader's. */
const FILES_MORE = 4;
/** What threads have besides: those that look up for jobs and move the log begin and end by themselves. */
const THREADS_MORE = 50;
/** So long may the last ones take to be closed; what connections left open stays. */
const CLOSED_MS = 60_000;
const AT_ONCE = 40;
const PATIENCE_MS = 300_000;
const PATIENCE_OF_THE_CONTROL_MS = 5_000;

/** What connections sent: lines with their ends, and beginnings and ends of lines that a cut left. */
interface Sent {
  readonly whole: string[];
  readonly parts: string[];
}

/** A sample of three lines cut at every so many bytes: what stands before the cut comes over one connection, the rest over another. */
export async function cutEverywhere(place: string, random: Random, step: number): Promise<TcpResult> {
  const calls = new CallLines(random, Date.now());
  const sent: Sent = { whole: [], parts: [] };
  const connections: (readonly [string, string])[] = [];
  const size = sampleOf(calls).length;
  for (let at = 0; at <= size; at += step) {
    const sample = sampleOf(calls);
    const pair = [sample.slice(0, at), sample.slice(at)] as const;
    connections.push(pair);
    for (const text of pair) noteLines(text, sent);
  }
  return proof(place, null, { sent, connections: connections.length * 2, exact: true }, async (service) => {
    const port = service.ports[0] ?? 0;
    // The second half comes at once, and while others send.
    await atOnce(AT_ONCE, connections, async ([first, second]) => {
      await send(port, first);
      await send(port, second);
    });
  });
}

/** Lines of one length, so that the sample has the same places for every cut. */
function sampleOf(calls: CallLines): string {
  const width = 260;
  const lines: string[] = [];
  while (lines.length < 3) {
    const [line = ''] = calls.batch(1);
    lines.push(
      line.replace('"DOCUMENTATION"', `"DOCUMENTATION","${'u'.repeat(Math.max(0, width - line.length))}"`),
    );
  }
  return lines.map((line) => `${line}\r\n`).join('');
}

/** A line without the quotes of its first field, which is empty, is one, too. */
const WHOLE = /^(?:"")?,"\d+","\d+","office",.*"$/;

/** The lines of a connection as the listener must see them: what has no end is cut off. */
function noteLines(text: string, sent: Sent): void {
  const lines = text.split(/\r\n|\r|\n/);
  const rest = lines.pop() ?? '';
  for (const line of lines.filter((found) => found !== ''))
    (WHOLE.test(line) ? sent.whole : sent.parts).push(line);
  if (rest !== '') sent.parts.push(rest);
}

/** Connections that end in the middle of a line, in good order or broken off. */
export async function dropped(
  place: string,
  random: Random,
  count: number,
  sabotage: string | null = null,
): Promise<TcpResult> {
  const calls = new CallLines(random, Date.now());
  const sent: Sent = { whole: [], parts: [] };
  const tries = Array.from({ length: count }, () => {
    const [whole = '', cut = ''] = [calls.batch(1)[0], calls.batch(1)[0]];
    const rest = cut.slice(0, random.between(1, cut.length - 1));
    sent.whole.push(whole);
    sent.parts.push(rest);
    return { text: `${whole}\r\n${rest}`, breaks: random.chance(0.7), afterMs: random.pick([0, 0, 1, 5]) };
  });
  const inOrder = new Set(
    tries.filter(({ breaks }) => !breaks).map(({ text }) => text.split('\r\n')[0] ?? ''),
  );
  return proof(place, sabotage, { sent, connections: count, exact: false, must: inOrder }, (service) =>
    atOnce(sabotage === null ? AT_ONCE : 1, tries, ({ text, breaks, afterMs }, number) => {
      const port = service.ports[number % 2] ?? 0;
      return breaks ? drop(port, text, afterMs) : send(port, text);
    }),
  );
}

/** All connections are open before the first sends, and each sends its lines in slices, between those of the others. */
export async function manySenders(
  place: string,
  random: Random,
  senders: number,
  lines: number,
): Promise<TcpResult> {
  const calls = new CallLines(random, Date.now());
  const sent: Sent = { whole: [], parts: [] };
  const texts = Array.from({ length: senders }, () => {
    const own = Array.from({ length: lines }, () => calls.batch(1)[0] ?? '');
    sent.whole.push(...own);
    return own.map((line) => `${line}\r\n`).join('');
  });
  return proof(place, null, { sent, connections: senders, exact: true }, async (service) => {
    const sockets = await Promise.all(texts.map((_, number) => connected(service.ports[number % 2] ?? 0)));
    const closed = Promise.all(sockets.map((socket) => once(socket, 'close')));
    for (let from = 0; from < lines * 250; from += 97) {
      for (const [number, socket] of sockets.entries()) {
        const slice = texts[number]?.slice(from, from + 97) ?? '';
        if (slice !== '') socket.write(slice, 'latin1');
      }
      await sleep(1);
    }
    for (const socket of sockets) socket.end();
    await closed;
  });
}

interface Expected {
  readonly sent: Sent;
  readonly connections: number;
  /** Everything arrives, because every connection ended in good order. */
  readonly exact: boolean;
  /** Where not everything must arrive, lines that must. */
  readonly must?: ReadonlySet<string>;
}

async function proof(
  place: string,
  sabotage: string | null,
  expected: Expected,
  work: (service: ListeningService) => Promise<void>,
): Promise<TcpResult> {
  const service = await ListeningService.start(place, sabotage);
  try {
    const before = service.footprint();
    await work(service);
    const rests = await service.settled(sabotage === null ? PATIENCE_MS : PATIENCE_OF_THE_CONTROL_MS);
    const after = await atRest(service, before);
    await service.stop();
    const problems = [...(await linesWrong(service.folder, expected)), ...grown(before, after)];
    if (!rests) problems.push('the service did not come to rest');
    problems.push(...(await verifyBreaches(service.folder)));
    return { connections: expected.connections, lines: expected.sent.whole.length, problems, before, after };
  } finally {
    service.kill();
  }
}

/** How it is when nothing is open besides, or what still is a minute later. */
async function atRest(service: ListeningService, before: Footprint): Promise<Footprint> {
  for (const end = Date.now() + CLOSED_MS; Date.now() < end; await sleep(100)) {
    const now = service.footprint();
    if (now.files <= before.files + FILES_MORE) return now;
  }
  return service.footprint();
}

function grown(before: Footprint, after: Footprint): string[] {
  const problems: string[] = [];
  if (after.peak_mib > PEAK_MIB) problems.push(`the service took ${after.peak_mib} MiB`);
  if (after.files > before.files + FILES_MORE)
    problems.push(`${before.files} files and sockets were open before, ${after.files} behind it`);
  if (after.all_files > before.all_files + THREADS_MORE)
    problems.push(`${before.all_files} files of all kinds were open before, ${after.all_files} behind it`);
  return problems;
}

async function linesWrong(folder: string, { sent, exact, must = new Set() }: Expected): Promise<string[]> {
  const state = new StoreState(folder);
  try {
    const calls: string[] = [];
    const parts: string[] = [];
    const onDisk: string[] = [];
    for (const source of SOURCES) {
      calls.push(...(await state.linesBehind('call', source)));
      parts.push(...(await state.linesBehind('undefined_line', source)));
      onDisk.push(...(await state.wholeLines(source)));
    }
    const whole = new Set(sent.whole);
    const stored = new Set(calls);
    const strange = [...calls.filter((line) => !whole.has(line)), ...missing(parts, sent.parts)];
    const problems: string[] = [];
    if (strange.length > 0) problems.push(`${strange.length} lines were never sent so: ${strange[0]}`);
    if (stored.size < calls.length) problems.push(`${calls.length - stored.size} calls are there twice`);
    const due = exact ? sent.whole : [...must];
    const lost = due.filter((line) => !stored.has(line)).length;
    if (lost > 0) problems.push(`${lost} of ${due.length} lines that were sent in good order are lost`);
    const unaccounted = onDisk.filter((line) => whole.has(line) && !stored.has(line)).length;
    if (unaccounted > 0) problems.push(`${unaccounted} lines are on disk and are no calls`);
    const partsLost = exact ? missing(sent.parts, parts).length : 0;
    if (partsLost > 0) problems.push(`${partsLost} parts of lines have no outcome`);
    return problems;
  } finally {
    await state.close();
  }
}

/** What is in a list more often than in another, which for lines broken off may also have their beginnings. */
function missing(lines: readonly string[], from: readonly string[]): string[] {
  const left = countOf(from);
  const beginnings = [...from].sort();
  return lines.filter((line) => {
    const count = left.get(line) ?? 0;
    left.set(line, count - 1);
    return count < 1 && !beginsOne(line, beginnings);
  });
}

/** Whether a line is the beginning of one of these, which are sorted. */
function beginsOne(line: string, sorted: readonly string[]): boolean {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? '') < line) low = middle + 1;
    else high = middle;
  }
  return sorted[low]?.startsWith(line) === true;
}
