import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { OperationError } from '../../record/operation-error.ts';
import type { DemoFolder } from './demo-folder.ts';

const PROGRAM = join(import.meta.dirname, 'ssh-server.ts');
const announcement = z.object({ port: z.number(), fingerprint: z.string() });

/** The SSH server of the demo, in a process of its own. */
export interface RunningSshServer {
  readonly port: number;
  /** What its administrator would read out on the telephone at the first meeting. */
  readonly fingerprint: string;
  stop(): Promise<void>;
}

/** Starts the server and waits until it says where it listens. It ends with us, whatever ends us. */
export async function startSshServer(folder: DemoFolder): Promise<RunningSshServer> {
  const options = ['--folder', folder.server, '--password-file', folder.password, '--until-input-ends'];
  const child = spawn(process.execPath, [PROGRAM, ...options], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  const first = await Promise.race([once(createInterface({ input: child.stdout }), 'line'), ended]);
  const [line] = first as [unknown];
  if (typeof line !== 'string') {
    throw new OperationError('DEMO_UNFINISHED', 'The SSH server of the demo ended before it listened.', {
      hint: 'Its own words stand above. Run the demo again when their cause is gone.',
    });
  }
  return {
    ...announcement.parse(JSON.parse(line)),
    async stop() {
      child.kill();
      await ended;
    },
  };
}
