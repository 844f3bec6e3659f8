import { z } from 'zod';
import { FRAMINGS } from '../../record/framing.ts';
import { OperationError } from '../../record/operation-error.ts';
import { again, type BackOff } from '../back-off.ts';
import { connectionFailed, dial } from '../dial.ts';
import { defineSource, type SourceContext } from '../source.ts';
import { AllowList, isAddressOrNetwork } from '../streams/allow-list.ts';
import { DIALOGUE } from '../streams/login-dialogue.ts';
import { receive, type StreamRules } from '../streams/stream-connection.ts';
import { StreamIntakes } from '../streams/stream-intakes.ts';
import { listen } from '../streams/stream-listener.ts';
import { whenThereIsRoom } from '../when-there-is-room.ts';

const port = z.number().int().min(0).max(65_535);
const seconds = z.number().positive().max(86_400);

const options = z
  .strictObject({
    mode: z
      .enum(['listen', 'connect'])
      .describe('listen: the telephone system connects to us; connect: we connect to it, again and again'),
    address: z
      .string()
      .default('0.0.0.0')
      .describe('listen: the address of this machine to listen on; "::" for all, also IPv6'),
    host: z.string().min(1).optional().describe('connect: name or address of the telephone system'),
    port: port.describe('the port to listen on or to connect to'),
    allow: z
      .array(z.string().refine(isAddressOrNetwork, 'an address or a network like 10.1.2.0/24'))
      .default([])
      .describe('listen: addresses and networks that may connect; nobody else may'),
    max_connections: z
      .number()
      .int()
      .positive()
      .max(1000)
      .default(8)
      .describe('listen: connections at the same time'),
    framing: z
      .enum(FRAMINGS)
      .default('line')
      .describe('what ends a record: line (LF, CR LF or CR), lf, crlf, cr, nul, or stx-etx'),
    dialogue: DIALOGUE.default([]).describe('what to wait for and to send after connecting, step by step'),
    timeout_seconds: seconds.default(20).describe('connect: longest wait for an answer'),
    drain_seconds: seconds.default(5).describe('when stopping, how long the other side may go on sending'),
    retry_seconds: seconds.default(6).describe('wait before connecting again; doubles with every failure'),
    retry_limit_seconds: seconds.default(120).describe('the longest wait before connecting again'),
  })
  .refine(({ mode, host }) => mode === 'listen' || host !== undefined, {
    error: 'connect needs host',
    path: ['host'],
  })
  .refine(({ mode, host }) => mode === 'connect' || host === undefined, {
    error: 'host is for mode connect; listen has address, that of this machine to listen on',
    path: ['host'],
  })
  .refine(({ mode, allow }) => mode === 'connect' || allow.length > 0, {
    error: 'listen needs allow: the addresses that may connect',
    path: ['allow'],
  });

type Settings = z.output<typeof options>;

/** Receives records as a telephone system prints them, over a plain TCP connection. */
export const tcp = defineSource({
  name: 'tcp',
  summary: 'A stream of records over TCP, from a telephone system that connects or is connected to.',
  promise:
    'A received byte goes to disk at once, as a rule within 50 ms; but plain TCP has no acknowledgement, so what is on its way when a connection breaks or the machine stops can be lost without the telephone system knowing.',
  stream: true,
  options,
  example: { mode: 'listen', port: 9000, allow: ['192.0.2.10'] },
  open(settings, context) {
    return {
      async run(signal) {
        const intakes = new StreamIntakes(context);
        const { peer, receiveOnce } = (settings.mode === 'listen' ? listener : caller)(
          settings,
          context,
          intakes,
          signal,
        );
        await again(signal, backOffOf(settings), async (retries) => {
          await recorded(context, { peer, retries, signal }, () => intakes.recover());
          await receiveOnce(retries);
        });
        await intakes.close();
      },
    };
  },
});

function rulesOf({ framing, dialogue, drain_seconds }: Settings): StreamRules {
  return { framing, dialogue, drain_ms: drain_seconds * 1000 };
}

function backOffOf({ retry_seconds, retry_limit_seconds }: Settings): BackOff & { pause_ms: number } {
  const first_ms = retry_seconds * 1000;
  return { first_ms, last_ms: Math.max(first_ms, retry_limit_seconds * 1000), pause_ms: first_ms };
}

/** One mode of the source: who is at the other end, and what is done again and again. */
interface Mode {
  readonly peer: string;
  readonly receiveOnce: (retries: number) => Promise<void>;
}

function listener(
  settings: Settings,
  context: SourceContext,
  intakes: StreamIntakes,
  signal: AbortSignal,
): Mode {
  const { address, port: listenPort, allow, max_connections } = settings;
  const peer = `${address}:${listenPort}`;
  const rules = {
    ...rulesOf(settings),
    address,
    port: listenPort,
    allow: new AllowList(allow),
    max_connections,
  };
  return {
    peer,
    receiveOnce: (retries) =>
      recorded(context, { peer, retries, signal }, () => listen(context, intakes, rules, signal)),
  };
}

function caller(
  settings: Settings,
  context: SourceContext,
  intakes: StreamIntakes,
  signal: AbortSignal,
): Mode {
  const { host = '', port: dialled, timeout_seconds } = settings;
  const peer = `${host}:${dialled}`;
  const rules = rulesOf(settings);
  return {
    peer,
    async receiveOnce(retries) {
      const socket = await recorded(context, { peer, retries, signal }, () =>
        dial(host, dialled, timeout_seconds * 1000, signal),
      );
      context.trouble(null);
      context.log('info', 'connected', { peer, retries });
      const { bytes, result } = await receive(socket, context, intakes, rules, { peer, retries, signal });
      if (signal.aborted) return;
      // Dropped at once (somebody else is connected already) or a login that fails: trying again must slow down.
      if (bytes > 0 && result !== 'refused') return;
      const failed = connectionFailed('it ended without a record');
      context.trouble(failed);
      throw failed;
    },
  };
}

/** A try that fails before there is a connection has a session, too. */
async function recorded<Result>(
  { register, name, now, log, trouble }: SourceContext,
  { peer, retries, signal }: { peer: string; retries: number; signal: AbortSignal },
  work: () => Promise<Result>,
): Promise<Result> {
  const started_at = now();
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof OperationError) || !error.retryable) throw error;
    // Said before it is written down, because a full disk may refuse that.
    trouble(error);
    if (retries === 0) log('warn', error.message, { code: error.code, hint: error.hint });
    const session = await register.openSession({ source: name, started_at, peer, retries });
    const end = { ended_at: now(), bytes: 0, files: 0, files_known: 0 };
    const failed = { ...end, result: 'failed', detail: error.message } as const;
    await whenThereIsRoom(() => register.closeSession(session, failed), signal);
    throw error;
  }
}
