import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { Random } from './crash/random.ts';
import { cutEverywhere, dropped, manySenders } from './tcp/proofs.ts';

/** The short form of `npm run campaign:tcp`. */
const SEED = Number(process.env.LEDGERLINE_TCP_SEED ?? '1');
const LONG_MS = 300_000;

const place = mkdtempSync(join(tmpdir(), 'tcp-'));
afterAll(() => rmSync(place, { recursive: true, force: true }));

test(
  'a sample cut at many bytes over two connections gives its whole lines and its parts, none joined',
  async () => {
    const { problems } = await cutEverywhere(join(place, 'cut'), new Random(SEED), 13);
    expect(problems).toEqual([]);
  },
  LONG_MS,
);

test(
  'connections dropped in the middle of a line lose nothing that is on disk and join nothing',
  async () => {
    const { problems } = await dropped(join(place, 'dropped'), new Random(SEED), 200);
    expect(problems).toEqual([]);
  },
  LONG_MS,
);

test(
  'senders that send at once have every line once, in bounded memory and files',
  async () => {
    const { problems } = await manySenders(join(place, 'many'), new Random(SEED), 200, 5);
    expect(problems).toEqual([]);
  },
  LONG_MS,
);

test(
  'a program that does not note the end of a connection is found out',
  async () => {
    const sabotage = join(import.meta.dirname, 'tcp-control-joined.ts');
    const { problems } = await dropped(join(place, 'control'), new Random(SEED), 20, sabotage);
    expect(problems).not.toEqual([]);
  },
  LONG_MS,
);
