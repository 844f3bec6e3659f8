import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Pipeline } from '../pipeline.ts';
import { createLineReader } from '../pipeline-worker.ts';
import type { ProcessingSettings } from '../processor/processing-context.ts';
import { siteSchema } from '../processor/site.ts';
import { dayOf } from '../record/calendar.ts';
import { rawPath } from '../record/raw-copy.ts';
import type { WritingStore } from '../store/store.ts';
import { asteriskRecords } from './asterisk-lines.ts';

/** Lines a second come one by one, as over a connection. */
const EVERY_MS = 10;
const IDLE_LINES = 500;
const SOURCE = 'live';

const SETTINGS: ProcessingSettings = {
  ...{ source: SOURCE, driver: 'asterisk-csv', driver_options: {}, encoding: 'auto', stream: false },
  cut: { framing: 'line', limit: 1000 },
  site: siteSchema.parse({ country: 'DE', area_code: '30', time_zone: 'UTC' }),
  thresholds: [],
};

type InTurn = <Result>(work: () => Promise<Result>) => Promise<Result>;

/** How long each line waits from its arrival to its commit while some work goes on, and then with nothing beside it. */
export async function intakeLatencies(
  folder: string,
  store: WritingStore,
  work: (inTurn: InTurn) => Promise<void>,
): Promise<{ purging: number[]; idle: number[] }> {
  const key = readFileSync(join(folder, 'installation.key'));
  const waiting: number[] = [];
  let took: number[] = [];
  const pipeline = new Pipeline(
    {
      store,
      reader: createLineReader(folder, key),
      settingsOf: async () => SETTINGS,
      program: 'bench',
      now: Date.now,
      committed: (_intake, { lines }) => {
        for (let line = 0; line < lines; line++) took.push(performance.now() - (waiting.shift() ?? 0));
      },
    },
    (_intake, error) => {
      throw error;
    },
  );
  const intake = await store.reserveIntake();
  const day = dayOf(Date.now());
  const path = join(folder, rawPath(SOURCE, day, intake));
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, '');
  await store.addStream({ intake, source: SOURCE, day, received_at: Date.now() });
  await store.openDelivery({
    intake,
    session: null,
    received_at: Date.now(),
    first_offset: 0,
    continues: null,
  });
  let [length, sent] = [0, 0];
  const send = (): void => {
    const bytes = asteriskRecords(Date.now() + sent, 1);
    sent += 1;
    appendFileSync(path, bytes);
    length += bytes.length;
    waiting.push(performance.now());
    pipeline.arrived(intake, length);
  };
  let going = true;
  const working = work((piece) => pipeline.inTurn(piece)).finally(() => {
    going = false;
  });
  while (going) {
    send();
    await wait(EVERY_MS);
  }
  await working;
  await pipeline.idle();
  const purging = took;
  took = [];
  for (let line = 0; line < IDLE_LINES; line++) {
    send();
    await wait(EVERY_MS);
  }
  await pipeline.idle();
  return { purging, idle: took };
}
