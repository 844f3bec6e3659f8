import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { personOf } from '../../privacy/call-memory.ts';
import { OperationError } from '../../record/operation-error.ts';
import { findIntake } from '../../store/queries/intakes.ts';
import { openReadingStore, type ReadingStore } from '../../store/reading-store.ts';
import type { CommandCall } from '../command.ts';
import { listenForCommands } from '../service/control-socket.ts';
import { operatingLog } from '../service/operating-log.ts';
import { type Service, startService } from '../service/service.ts';
import { NOTHING_READ_EXIT } from '../take-given-file.ts';
import { type DemoPhase, type DemoPorts, demoConfiguration } from './demo-configuration.ts';
import type { DemoFolder } from './demo-folder.ts';
import { organisationCommands } from './demo-organisation.ts';
import type { DemoTraffic } from './demo-traffic.ts';
import { LedgerWatch } from './ledger-watch.ts';
import { type RunningSshServer, startSshServer } from './start-ssh-server.ts';
import { SimulatedTelephoneSystem } from './telephone-system.ts';

const FOLDER_STAYS = 'The folder stays as it is; its service.log may say more.';

/** What the parts of a running demo share. */
interface Running {
  readonly call: CommandCall;
  readonly folder: DemoFolder;
  readonly traffic: DemoTraffic;
  readonly service: Service;
  readonly store: ReadingStore;
  readonly watch: LedgerWatch;
  readonly telephones: SimulatedTelephoneSystem;
}

/** Runs the telephone systems and the service over them until every line is accounted for, and stops all of it. */
export async function receiveAll(
  call: CommandCall,
  folder: DemoFolder,
  traffic: DemoTraffic,
  say: (text: string) => void,
): Promise<void> {
  await using ending = new AsyncDisposableStack();
  const ssh = await startSshServer(folder);
  ending.defer(() => ssh.stop());
  const telephones = await SimulatedTelephoneSystem.start();
  ending.defer(() => telephones.close());
  say(
    `An SSH server listens on port ${ssh.port}, the telephone system of the warehouse on ${telephones.port}.`,
  );
  const service = await startService(folder.root, call.now, operatingLog('info', { file: folder.log }));
  const failed = failureOf(service);
  ending.defer(() =>
    service.stop().catch((error: unknown) => {
      // A failed disk need not let it close in good order; that it failed is told already.
      if (!failed.aborted) throw error;
    }),
  );
  const control = await listenForCommands(
    folder.root,
    ({ argv, ...request }, output) =>
      call.runCommand(argv, { ...request, now: call.now, service: service.writer, ...output }),
    service,
  );
  ending.defer(() => control.close());
  const store = openReadingStore(folder.root);
  ending.defer(() => store.close());
  // Whoever stops the demo and a service that fails end it the same way: nobody waits for lines that cannot come.
  const signal = AbortSignal.any([call.signal, failed]);
  const watch = new LedgerWatch(store, traffic.linesBySource, { say, signal });
  ending.defer(() => watch.stop());
  const running = { call: { ...call, signal }, folder, traffic, service, store, watch, telephones };
  try {
    await play(running, ssh, say);
  } catch (error) {
    // The cause, not one of the many things that go wrong by it.
    failed.throwIfAborted();
    throw error;
  }
}

/** Fires, with words for who looks on, when the service must end. */
function failureOf(service: Service): AbortSignal {
  const failed = new AbortController();
  void service.failure.then((failure) => {
    const hint = failure instanceof OperationError ? `${failure.hint} ` : '';
    const trouble = new OperationError(
      'DEMO_UNFINISHED',
      `The service of the demo cannot go on: ${failure.message.replace(/\.$/, '')}.`,
      { hint: `${hint}${FOLDER_STAYS}`, cause: failure },
    );
    failed.abort(trouble);
  });
  return failed.signal;
}

/** Everything that happens between the start of the service and its stop. */
async function play(running: Running, ssh: RunningSshServer, say: (text: string) => void): Promise<void> {
  const { traffic, watch, telephones } = running;
  const ports = { ssh: ssh.port, telephones: telephones.port };
  // Prices and people first: what arrives is rated as it comes in.
  await applyConfiguration(running, ports, 'before');
  for (const argv of organisationCommands(running.folder, traffic)) await command(running, argv);
  await applyConfiguration(running, ports, 'running');
  await command(running, ['sources', 'trust', 'london', '--fingerprint', ssh.fingerprint]);
  say('The service runs with its sources; the host key of the SSH server is trusted. Records are coming in.');
  await Promise.all([
    headquartersAndLondon(running),
    warehouse(running, say),
    ingestDefined(running),
    watch.until('every line', (by) =>
      [...traffic.linesBySource].every(([source, lines]) => {
        const row = by.get(source);
        return row !== undefined && row.lines >= lines && row.waiting_bytes === 0;
      }),
    ),
  ]);
  await applyConfiguration(running, ports, 'after');
  say('Every line is accounted for. The telephone systems are switched off, the service stops.');
}

/** A command of this program, run inside the service as the control socket would run it. */
async function command(
  { call, folder, service }: Running,
  argv: readonly string[],
  exits: readonly number[] = [0],
): Promise<void> {
  const answer: string[] = [];
  const { cwd, principal, origin, now, signal } = call;
  const exit = await call.runCommand([...argv, '--data', folder.root], {
    ...{ cwd, principal, origin, now, signal, secrets: [], service: service.writer },
    out: async (text) => void answer.push(Buffer.from(text).toString()),
    err: (text) => void answer.push(text),
  });
  if (exits.includes(exit)) return;
  signal.throwIfAborted();
  throw new OperationError(
    'DEMO_UNFINISHED',
    `./ledgerline ${argv.join(' ')} failed:\n${answer.join('').trimEnd()}`,
    { hint: FOLDER_STAYS },
  );
}

const REASONS: Readonly<Record<DemoPhase, string>> = {
  before: 'the demo begins',
  running: 'prices and people are in',
  after: 'the telephone systems of the demo are gone',
};

async function applyConfiguration(running: Running, ports: DemoPorts, phase: DemoPhase): Promise<void> {
  const { call, folder, traffic } = running;
  writeFileSync(
    folder.configuration,
    demoConfiguration(folder, ports, traffic.fixtures, { phase, user: personOf(call.principal) }),
  );
  await command(running, ['config', 'apply', folder.configuration, '--reason', REASONS[phase]]);
}

/** What comes later comes when everything before it is accounted for, so that it really grows, returns and overlaps. */
async function headquartersAndLondon({ traffic, watch }: Running): Promise<void> {
  await Promise.all(
    (['headquarters', 'london'] as const).map(async (source) => {
      await watch.lines(source, traffic[source].linesBefore);
      traffic[source].later();
    }),
  );
}

/** Prints until the middle of a line, pulls the cable when all of that is on disk, and goes on when it is called again. */
async function warehouse(running: Running, say: (text: string) => void): Promise<void> {
  const { call, folder, traffic, store, watch, telephones } = running;
  const { before, after, linesBefore } = traffic.warehouse;
  await telephones.print(before, call.signal);
  await watch.until('what the warehouse printed, on disk', async (by) => {
    if ((by.get('warehouse')?.lines ?? 0) < linesBefore) return false;
    return (await bytesOnDisk(folder, store, 'warehouse')) >= before.length;
  });
  await telephones.breakOff();
  say('The connection to the warehouse broke in the middle of a line.');
  await telephones.print(after, call.signal);
}

/** The ledger knows only of whole lines; the half one stands in the raw copy. */
async function bytesOnDisk(folder: DemoFolder, store: ReadingStore, source: string): Promise<number> {
  const intakes = await store.query
    .selectFrom('intake')
    .innerJoin('source', 'source.id', 'intake.source')
    .select('intake.id')
    .where('source.name', '=', source)
    .execute();
  let bytes = 0;
  for (const { id } of intakes) {
    const intake = await findIntake(store, id);
    if (intake !== null) bytes += statSync(join(folder.root, intake.copy.path)).size;
  }
  return bytes;
}

/** Fixtures of formats that administrators define: each with its own format, so they are handed over one by one. */
async function ingestDefined(running: Running): Promise<void> {
  const { name: source, cases } = running.traffic.defined;
  const site = ['--time-zone', 'Europe/Berlin', '--country', 'DE'];
  for (const { name, path } of cases) {
    running.call.signal.throwIfAborted();
    const given = ['ingest', '--source', source, '--driver', name, ...site, path];
    // Some fixtures are there to be undefined.
    await command(running, given, [0, NOTHING_READ_EXIT]);
  }
}
