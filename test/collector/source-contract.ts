import { statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sortOutStrayRawCopies } from '../../collector/journal/stray-raw-copies.ts';
import type { SourceContext, SourceKind } from '../../collector/source.ts';
import { dayOf } from '../../record/calendar.ts';
import { rawPath } from '../../record/raw-copy.ts';
import { fullDisk, PowerCut } from './failing-parts.ts';
import { RunningSource } from './running-source.ts';
import { Workbench } from './workbench.ts';

/** The other side of a source: a folder, a server or a telephone system, as real as it can be. */
export interface OtherSide {
  /** Settings under which the source finds it, with short waits. */
  readonly settings: Record<string, unknown>;
  /** Delivers whole lines: as one new file, or over a connection. Resolves when they have left the other side. */
  deliver(lines: string): Promise<void>;
  /** Nobody can reach it any more, until it comes back. */
  goAway(): Promise<void>;
  comeBack(): Promise<void>;
  close(): Promise<void>;
}

export interface ContractOptions {
  /** What was delivered stays at the other side until it was taken: nothing is lost even when we are killed. */
  readonly keepsUntilTaken: boolean;
}

let serial = 0;

/** Lines that nobody else delivers. */
export function lines(count: number): string {
  const batch = ++serial;
  return Array.from({ length: count }, (_, n) => `${batch};${n};0170555${String(n).padStart(4, '0')}\n`).join(
    '',
  );
}

/** What a user may rely on, whatever the way of arrival. */
export function describeSource(
  kind: SourceKind,
  open: (bench: Workbench) => Promise<OtherSide>,
  { keepsUntilTaken }: ContractOptions,
): void {
  let bench: Workbench;
  let other: OtherSide;
  let running: RunningSource | null = null;

  const start = (context: SourceContext = bench.context) => {
    running = new RunningSource(kind, other.settings, context);
    return running;
  };
  const received = async (all: string) => {
    await bench.until(async () => (await bench.received()).length >= all.length);
    expect(await bench.received()).toBe(all);
  };

  beforeEach(async () => {
    bench = await Workbench.open();
    other = await open(bench);
  });

  afterEach(async () => {
    await running?.stop().catch(() => {});
    running = null;
    await other.close();
    await bench.close();
  });

  test('the example parses', () => {
    expect(kind.options.safeParse(kind.example).success).toBe(true);
    expect(kind.options.safeParse({ ...kind.example, no_such_option: 1 }).success).toBe(false);
  });

  test('every option says what it is for', () => {
    for (const [name, option] of Object.entries(kind.options.shape)) {
      expect({ name, description: option.description }).toEqual({ name, description: expect.any(String) });
    }
  });

  test('what is delivered is received, byte by byte', async () => {
    const source = start();
    const content = lines(500);
    await other.deliver(content);
    await received(content);
    if (keepsUntilTaken) await bench.until(() => bench.intakes().every(({ finished }) => finished === 1));
    await source.stop();
    for (const { finished } of bench.intakes()) expect(finished).toBe(1);
    for (const { end_offset } of bench.deliveries()) expect(end_offset === null).toBe(keepsUntilTaken);
  });

  test('it says whether records come as a stream, because lines of files may be longer and older', async () => {
    const source = start();
    const content = lines(1);
    await other.deliver(content);
    await received(content);
    await source.stop();
    const kinds = new Set(bench.intakes().map((intake) => intake.kind));
    expect([...kinds]).toEqual([kind.stream ? 'stream' : 'file']);
  });

  test('nothing is announced before it is on disk', async () => {
    let wrong = 0;
    const context: SourceContext = {
      ...bench.context,
      arrived(intake, arrival) {
        const known = bench.intakes().find(({ id }) => id === intake);
        const { size } = statSync(join(bench.folder, rawPath('pbx', dayOf(bench.now), intake)));
        if (known === undefined || size < (arrival?.length ?? known.length)) wrong += 1;
        bench.context.arrived(intake, arrival);
      },
    };
    start(context);
    let all = '';
    for (let n = 0; n < 5; n++) {
      const content = lines(20);
      await other.deliver(content);
      all += content;
      await received(all);
    }
    expect(bench.arrivals.length).toBeGreaterThan(0);
    expect(wrong).toBe(0);
  });

  test('a restart goes on where it stopped: nothing twice, nothing missing', async () => {
    const first = lines(10);
    const second = lines(10);
    const source = start();
    await other.deliver(first);
    await received(first);
    await source.stop();
    start();
    await other.deliver(second);
    await received(first + second);
  });

  test('a stop takes in what was sent before, or leaves it where it was', async () => {
    const before = lines(1);
    const source = start();
    await other.deliver(before);
    await received(before);
    const many = lines(50_000);
    await other.deliver(many);
    await source.stop();
    if (!keepsUntilTaken) return expect(await bench.received()).toBe(before + many);
    start();
    await received(before + many);
  });

  test('stops at once when nothing happens', async () => {
    const source = start();
    const content = lines(1);
    await other.deliver(content);
    await received(content);
    await source.stop();
  });

  test('every connection has a session: with whom, from when to when, how it ended, how much it brought', async () => {
    const source = start();
    const content = lines(100);
    await other.deliver(content);
    await received(content);
    await source.stop();
    const brought = bench.sessions().filter(({ bytes }) => bytes > 0);
    expect(brought.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(content.length);
    for (const session of bench.sessions()) {
      expect(session).toMatchObject({
        source: 'pbx',
        result: 'ok',
        retries: 0,
        peer: expect.stringMatching(/./),
      });
      expect(session.ended_at).toBeGreaterThanOrEqual(session.started_at);
    }
  });

  test('the other side being away is recorded try by try, and it goes on by itself when it is back', async () => {
    await other.goAway();
    start();
    const failed = () => bench.sessions().filter(({ result }) => result === 'failed');
    await bench.until(() => failed().length >= 3);
    expect(
      failed()
        .slice(0, 3)
        .map(({ retries }) => retries),
    ).toEqual([0, 1, 2]);
    for (const { detail, ended_at } of failed())
      expect({ detail, ended_at }).toEqual({ detail: expect.any(String), ended_at: expect.any(Number) });
    expect(bench.troubles.at(-1)).toMatchObject({ message: expect.any(String), hint: expect.any(String) });
    await other.comeBack();
    const content = lines(10);
    await other.deliver(content);
    await received(content);
    await bench.until(() => bench.troubles.at(-1) === null);
    expect(bench.log.filter(({ level }) => level === 'warn')).toHaveLength(1);
  });

  test('a full disk is waited out, and loses nothing', async () => {
    start({ ...bench.context, journal: fullDisk(bench.context.journal, 2) });
    const content = lines(100);
    await other.deliver(content);
    await received(content);
    expect(bench.log.some(({ fields }) => fields.code === 'DISK_FULL')).toBe(true);
    expect(bench.troubles.some((trouble) => trouble?.code === 'DISK_FULL')).toBe(true);
    await bench.until(() => bench.troubles.at(-1) === null);
  });

  test('neither numbers nor file names get into the log or into sessions', async () => {
    const source = start();
    await other.deliver(lines(10));
    await bench.until(async () => (await bench.received()).length > 0);
    await source.stop();
    const said = JSON.stringify([bench.log, bench.sessions()]);
    expect(said).not.toMatch(/0170555/);
    expect(said).not.toMatch(/delivery-/);
  });

  // Of what is gone when it was sent, a killed process brings back nothing.
  if (!keepsUntilTaken) return;
  describe('killed at any moment', () => {
    test.each(['before', 'after'] as const)(
      '%s any single step, a restart brings every byte once',
      async (moment) => {
        for (let at = 1; ; at++) {
          const content = lines(30);
          const cut = new PowerCut(at, moment);
          // Each delivery is an intake of its own; those of the rounds before are read again only at the end of each.
          const before = bench.intakes().at(-1)?.id ?? 0;
          const arrived = async () => (await bench.received(before)).includes(content);
          const death = start(cut.on(bench.context)).ended.then(
            () => null,
            (error: Error) => error,
          );
          await other.deliver(content);
          const complete = bench.until(arrived);
          await Promise.race([death, complete]);
          await running?.stop().catch(() => {});
          if (!cut.happened) break;
          expect((await death)?.message).toBe('power cut');
          const known = new Set(await bench.store.rawPaths());
          await sortOutStrayRawCopies(bench.folder, {
            isKnown: (path) => known.has(path),
            standsPlain: async () => false,
          });
          await cut.bury();
          start();
          await bench.until(arrived);
          await running?.stop();
          expect((await bench.received()).split(content)).toHaveLength(2);
        }
      },
    );
  });
}
