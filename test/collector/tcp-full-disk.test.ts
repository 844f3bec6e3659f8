import { expect, onTestFinished, test } from 'vitest';
import { tcp } from '../../collector/sources/tcp.ts';
import type { IntakeRegister } from '../../record/intake.ts';
import { OperationError } from '../../record/operation-error.ts';
import { RunningSource } from './running-source.ts';
import { CallingSystem, QUICK } from './telephone-system.ts';
import { Workbench } from './workbench.ts';

const NEW_ROWS: readonly (keyof IntakeRegister)[] = ['closeLeftDeliveries', 'openSession', 'closeSession'];

/** A register on a disk that has no room for the first so many rows. */
function fullRegister(register: IntakeRegister, rows: number): IntakeRegister {
  let left = rows;
  return new Proxy(register, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name);
      if (!NEW_ROWS.includes(name as keyof IntakeRegister) || left === 0) return value;
      left -= 1;
      return async () => {
        throw new OperationError('DISK_FULL', 'the disk is full', { hint: 'Wait.', retryable: true });
      };
    },
  });
}

/** What a process leaves that is killed in the middle of a connection. */
async function leaveOpen({ context: { journal, register }, now }: Workbench, bytes: string): Promise<void> {
  const intake = await register.reserveIntake();
  const day = Math.floor(now / 86_400_000);
  await register.addStream({ intake, source: 'pbx', day, received_at: now });
  const raw = await journal.stream('pbx', day, intake);
  const delivery = { intake, session: null, received_at: now, first_offset: 0 };
  await register.openDelivery({ ...delivery, continues: null });
  await raw.append(Buffer.from(bytes));
  await raw.close();
}

test('a disk that is full at the start is waited out: then what was left open ends, and lines come in', async () => {
  const bench = await Workbench.open();
  await leaveOpen(bench, 'before the kill\n');
  const context = { ...bench.context, register: fullRegister(bench.context.register, 5) };
  const listen = { mode: 'listen', address: '127.0.0.1', port: 0, allow: ['127.0.0.1'] };
  const source = new RunningSource(tcp, { ...QUICK, ...listen }, context);
  const system = new CallingSystem(bench);
  onTestFinished(async () => {
    await source.stop().catch(() => {});
    await bench.close();
  });
  await Promise.race([source.ended, system.deliver('after it\n')]);
  await bench.until(() => bench.arrivals.length >= 2);
  system.close();
  await source.stop();
  expect(await bench.received()).toBe('before the kill\nafter it\n');
  expect(bench.deliveries().map(({ end_offset }) => end_offset)).toEqual([16, 9]);
  expect(bench.log.filter(({ level }) => level !== 'info')).toMatchObject([
    { message: 'the disk is full', fields: { code: 'DISK_FULL' } },
  ]);
});
