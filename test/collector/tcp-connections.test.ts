import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Journal } from '../../collector/journal/journal.ts';
import { tcp } from '../../collector/sources/tcp.ts';
import { OperationError } from '../../record/operation-error.ts';
import { rawPath } from '../../record/raw-copy.ts';
import { fullDisk, PowerCut } from './failing-parts.ts';
import { RunningSource } from './running-source.ts';
import { CallingSystem, QUICK, send } from './telephone-system.ts';
import { Workbench } from './workbench.ts';

describe('tcp in particular', () => {
  let bench: Workbench;
  let running: RunningSource | null = null;

  const start = (settings: Record<string, unknown>, context = bench.context) => {
    running = new RunningSource(tcp, { ...QUICK, ...settings }, context);
    return running;
  };
  const listenOn = (settings: Record<string, unknown> = {}, context = bench.context) => {
    start({ mode: 'listen', address: '127.0.0.1', port: 0, allow: ['127.0.0.1'], ...settings }, context);
    return new CallingSystem(bench);
  };
  const lengthIs = (length: number) => bench.until(async () => (await bench.received()).length >= length);

  beforeEach(async () => {
    bench = await Workbench.open();
  });

  afterEach(async () => {
    await running?.stop().catch(() => {});
    running = null;
    await bench.close();
  });

  test('who is not in the allow-list is refused, and that is written down once', async () => {
    const system = listenOn({ allow: ['192.0.2.0/24', '2001:db8::/32'] });
    for (let n = 0; n < 3; n++) {
      const socket = await system.connect();
      socket.write('stranger\n', () => {});
      await once(socket, 'close');
    }
    await running?.stop();
    expect(await bench.received()).toBe('');
    expect(bench.sessions()).toMatchObject([
      { result: 'refused', bytes: 0, detail: expect.stringContaining('allow-list') },
    ]);
  });

  test('more connections than allowed are refused, the others go on', async () => {
    const system = listenOn({ max_connections: 1 });
    const first = await system.connect();
    await send(first, 'one\n');
    await lengthIs(4);
    const second = await system.connect();
    await once(second, 'close');
    await send(first, 'two\n');
    await lengthIs(8);
    expect(await bench.received()).toBe('one\ntwo\n');
    first.destroy();
  });

  test('two connections at once never share a file', async () => {
    const system = listenOn();
    const [a, b] = [await system.connect(), await system.connect()];
    for (let n = 0; n < 20; n++) await Promise.all([send(a, `a${n};`), send(b, `b${n};`)]);
    a.end();
    b.end();
    await bench.until(() => bench.deliveries().filter(({ end_offset }) => end_offset !== null).length === 2);
    const contents = await Promise.all(bench.intakes().map(({ id }) => bench.contentOf(id)));
    const of = (letter: string) => Array.from({ length: 20 }, (_, n) => `${letter}${n};`).join('');
    expect(contents.sort()).toEqual([of('a'), of('b')]);
  });

  test('half a line at the end of a connection is never joined with the next one', async () => {
    const system = listenOn();
    const first = await system.connect();
    await send(first, 'whole\nhal');
    await lengthIs(9);
    first.end();
    await bench.until(() => bench.deliveries().some(({ end_offset }) => end_offset === 9));
    const second = await system.connect();
    await send(second, 'f a line\n');
    await lengthIs(18);
    await running?.stop();
    expect(bench.deliveries()).toMatchObject([
      { first_offset: 0, end_offset: 9 },
      { first_offset: 9, end_offset: 18 },
    ]);
    // One stream of the day, because the first connection was over.
    expect(bench.intakes()).toHaveLength(1);
  });

  const IN_THE_MIDDLE =
    'the connection ended in the middle of a line; the 3 bytes of it are kept as an undefined line';

  test.each([
    ['line', 'whole\nhal', IN_THE_MIDDLE],
    ['line', 'whole\n', null],
    ['line', 'whole\r', null],
    ['line', 'whole\n \r\0', null],
    ['crlf', 'whole\r\na\nb', IN_THE_MIDDLE],
    ['stx-etx', '\x02whole\x03\r\n', null],
    ['stx-etx', '\x02whole\x03\r\n\x02', null],
    ['stx-etx', '\x02whole\x03\r\x02w', IN_THE_MIDDLE],
  ])(
    'a session framed by %s that ended after %j says whether it broke off in a line',
    async (framing, sent, detail) => {
      const system = listenOn({ framing });
      const socket = await system.connect();
      // Torn where it hurts most.
      for (const piece of sent) await send(socket, piece);
      await lengthIs(sent.length);
      socket.end();
      await bench.until(() => bench.sessions().some(({ ended_at }) => ended_at !== null));
      expect(bench.sessions()).toMatchObject([{ result: 'ok', bytes: sent.length, detail }]);
      expect(await bench.received()).toBe(sent);
    },
  );

  test('a session that we ended in the middle of a line, or that broke there, says so, too', async () => {
    const system = listenOn();
    const broken = await system.connect();
    await send(broken, 'bro');
    await lengthIs(3);
    broken.resetAndDestroy();
    await bench.until(() => bench.sessions().some(({ result }) => result === 'broken'));
    const stopped = await system.connect();
    await send(stopped, 'sto');
    await lengthIs(6);
    await running?.stop();
    expect(bench.sessions()).toMatchObject([
      { result: 'broken', detail: expect.stringMatching(`broke.*; ${IN_THE_MIDDLE}`) },
      { result: 'ok', detail: IN_THE_MIDDLE },
    ]);
  });

  test('a connection that is reset keeps what it brought', async () => {
    const system = listenOn();
    const socket = await system.connect();
    await send(socket, 'last words\n');
    await lengthIs(11);
    socket.resetAndDestroy();
    await bench.until(() => bench.sessions().some(({ result }) => result === 'broken'));
    expect(bench.sessions()).toMatchObject([{ bytes: 11, detail: expect.stringContaining('broke') }]);
    expect(await bench.received()).toBe('last words\n');
  });

  test('the day changes between two lines, also in the middle of a connection', async () => {
    bench.now = Date.UTC(2026, 2, 29, 23, 59, 59);
    const system = listenOn();
    const socket = await system.connect();
    await send(socket, 'yesterday\r\nyester');
    await lengthIs(17);
    bench.now = Date.UTC(2026, 2, 30, 0, 0, 1);
    await send(socket, 'day, too\r\ntoday\r\n');
    await lengthIs(34);
    await send(socket, 'and on\r\n');
    await lengthIs(42);
    await running?.stop();
    const days = bench.intakes().map(({ id, day }) => ({ id, day }));
    expect(days.map(({ day }) => day - (days[0]?.day ?? 0))).toEqual([0, 1]);
    expect(await bench.contentOf(days[0]?.id ?? 0)).toBe('yesterday\r\nyesterday, too\r\n');
    expect(await bench.contentOf(days[1]?.id ?? 0)).toBe('today\r\nand on\r\n');
    expect(bench.deliveries()).toMatchObject([
      { id: 1, intake: 1, first_offset: 0, end_offset: 27, continues: null },
      { id: 2, intake: 2, first_offset: 0, end_offset: 15, continues: 1 },
    ]);
  });

  test('the day does not change at a line feed that is part of a record', async () => {
    bench.now = Date.UTC(2026, 2, 29, 23, 59, 59);
    const system = listenOn({ framing: 'crlf' });
    const socket = await system.connect();
    await send(socket, 'one\nrec');
    await lengthIs(7);
    bench.now = Date.UTC(2026, 2, 30, 0, 0, 1);
    await send(socket, 'or\nd\r');
    await lengthIs(12);
    await send(socket, '\nand\n');
    await lengthIs(17);
    await send(socket, 'another\r\n');
    await lengthIs(26);
    await running?.stop();
    const contents = await Promise.all(bench.intakes().map(({ id }) => bench.contentOf(id)));
    expect(contents).toEqual(['one\nrecor\nd\r\n', 'and\nanother\r\n']);
  });

  test('of connections that go on over midnight each is known on the new day, and a new one is nobody’s', async () => {
    bench.now = Date.UTC(2026, 2, 29, 23, 59, 59);
    const system = listenOn();
    const [a, b] = [await system.connect(), await system.connect()];
    await send(a, 'a\n');
    await lengthIs(2);
    await send(b, 'b\n');
    await lengthIs(4);
    bench.now = Date.UTC(2026, 2, 30, 0, 0, 1);
    await send(b, 'b goes on\n');
    await lengthIs(14);
    b.end();
    await bench.until(() => bench.deliveries().some(({ id, end_offset }) => id === 3 && end_offset === 10));
    const c = await system.connect();
    await send(c, 'c\n');
    await lengthIs(16);
    await send(a, 'a goes on\n');
    await lengthIs(26);
    for (const socket of [a, c]) socket.destroy();
    const continued = bench.deliveries().map(({ continues }) => continues);
    expect(continued).toEqual([null, null, 2, null, 1]);
    const finished = bench.intakes().map(({ finished: done }) => done);
    expect(finished.slice(0, 2)).toEqual([1, 1]);
  });

  test('a silent connection does not hold yesterday open, once a line comes', async () => {
    bench.now = Date.UTC(2026, 2, 29, 23, 59, 59);
    const system = listenOn();
    const socket = await system.connect();
    await send(socket, 'yesterday\n');
    await lengthIs(10);
    bench.now = Date.UTC(2026, 2, 30, 8);
    await send(socket, 'today\n');
    await bench.until(() => bench.intakes().some(({ finished }) => finished === 1));
    await lengthIs(16);
    expect(await Promise.all(bench.intakes().map(({ id }) => bench.contentOf(id)))).toEqual([
      'yesterday\n',
      'today\n',
    ]);
    socket.destroy();
  });

  test('after a failed disk nothing more is written, and what was received in vain is counted', async () => {
    let writes = 0;
    const failing: Journal = {
      ...bench.context.journal,
      key: bench.context.journal.key,
      create: (...given) => bench.context.journal.create(...given),
      carryOn: (...given) => bench.context.journal.carryOn(...given),
      async stream(...given) {
        const copy = await bench.context.journal.stream(...given);
        return {
          get length() {
            return copy.length;
          },
          append: (bytes) => {
            writes += 1;
            if (writes !== 2) return copy.append(bytes);
            return Promise.reject(
              new OperationError('DISK_FAILED', 'could not flush a raw copy', { hint: 'Look at it.' }),
            );
          },
          close: () => copy.close(),
        };
      },
    };
    const system = listenOn({}, { ...bench.context, journal: failing });
    const ended = running?.ended.catch((error: OperationError) => error.code);
    const socket = await system.connect();
    await send(socket, 'one\n');
    await lengthIs(4);
    await send(socket, 'two\n').catch(() => {});
    await send(socket, 'three\n').catch(() => {});
    expect(await ended).toBe('DISK_FAILED');
    expect(await bench.received()).toBe('one\n');
    expect(bench.sessions()).toMatchObject([
      { result: 'broken', detail: expect.stringMatching(/^\d+ received bytes could not be written/) },
    ]);
  });

  test('megabytes without a line end are held on disk, not in memory', async () => {
    const system = listenOn();
    const socket = await system.connect();
    const piece = Buffer.alloc(1024 * 1024, 'x');
    for (let n = 0; n < 64; n++) await send(socket, piece);
    socket.end();
    await bench.until(() => bench.sessions().some(({ ended_at }) => ended_at !== null));
    expect(bench.sessions()).toMatchObject([{ bytes: 64 * 1024 * 1024, result: 'ok' }]);
    const raw = rawPath('pbx', bench.intakes()[0]?.day ?? 0, 1);
    expect((await stat(join(bench.folder, raw))).size).toBe(64 * 1024 * 1024);
  });

  test('while the disk is full the other side is held back, and a stop says what could not be written', async () => {
    const system = listenOn(
      { drain_seconds: 0.3 },
      { ...bench.context, journal: fullDisk(bench.context.journal, 1e9) },
    );
    const socket = await system.connect();
    let sent = 0;
    const pump = () => {
      while (sent < 200) {
        sent += 1;
        if (!socket.write(Buffer.alloc(1024 * 1024, 'x'))) return;
      }
    };
    socket.on('drain', pump);
    pump();
    await bench.until(() => bench.log.some(({ fields }) => fields.code === 'DISK_FULL'));
    await running?.stop();
    // What the kernel's buffers and ours hold, but never all of it.
    expect(sent).toBeLessThan(40);
    expect(bench.sessions()).toMatchObject([
      { result: 'broken', detail: expect.stringMatching(/received bytes could not be written/) },
    ]);
    socket.destroy();
  });

  test.each(['before', 'after'] as const)(
    'killed %s any step, everything that was announced is there after a restart, and nothing is left open',
    async (moment) => {
      for (let at = 1; ; at++) {
        const cut = new PowerCut(at, moment);
        const before = bench.arrivals.length;
        bench.log.length = 0;
        const system = listenOn({}, cut.on(bench.context));
        const ended = running?.ended.catch((error: Error) => error);
        await Promise.race([ended, chat(system, () => cut.happened)]);
        await running?.stop().catch(() => {});
        system.close();
        if (!cut.happened) break;
        expect(await ended).toMatchObject({ message: 'power cut' });
        await cut.bury();
        const announced = bench.arrivals.slice(before);
        await start({ mode: 'listen', address: '127.0.0.1', port: 0, allow: ['127.0.0.1'] }).stop();
        for (const { intake, length } of announced) {
          expect((await bench.contentOf(intake)).length).toBeGreaterThanOrEqual(length ?? 0);
        }
        expect(bench.intakes().every(({ finished }) => finished === 1)).toBe(true);
        for (const { end_offset, intake } of bench.deliveries()) {
          expect(end_offset).toBeLessThanOrEqual((await bench.contentOf(intake)).length);
        }
      }
    },
  );

  /** Two connections with three lines each, every line sent when the one before was announced. */
  async function chat(system: CallingSystem, isOver: () => boolean): Promise<void> {
    for (let connection = 0; connection < 2; connection++) {
      for (let n = 0; n < 3; n++) {
        const announced = bench.arrivals.length;
        await system.deliver(`connection ${connection} line ${n}\n`).catch(() => {});
        await bench.until(() => isOver() || bench.arrivals.length > announced);
        if (isOver()) return;
      }
      const closed = bench.sessions().filter(({ ended_at }) => ended_at !== null).length;
      system.close();
      await bench.until(
        () => isOver() || bench.sessions().filter(({ ended_at }) => ended_at !== null).length > closed,
      );
    }
  }
});
