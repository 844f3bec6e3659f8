import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { describe } from 'vitest';
import { tcp } from '../../collector/sources/tcp.ts';
import { freePort } from '../free-port.ts';
import { describeSource, type OtherSide } from './source-contract.ts';
import { CalledSystem, CallingSystem, QUICK } from './telephone-system.ts';
import type { Workbench } from './workbench.ts';

async function listening(bench: Workbench): Promise<OtherSide> {
  const system = new CallingSystem(bench);
  const port = await freePort();
  let squatter: Server | null = null;
  return {
    settings: { mode: 'listen', address: '127.0.0.1', port, allow: ['127.0.0.0/8'], ...QUICK },
    deliver: (lines) => system.deliver(lines),
    // Nobody can connect to us when another program has the port.
    async goAway() {
      squatter = createServer().listen(port, '127.0.0.1');
      await once(squatter, 'listening');
    },
    async comeBack() {
      squatter?.close();
      if (squatter !== null) await once(squatter, 'close');
    },
    async close() {
      system.close();
    },
  };
}

async function connecting(): Promise<OtherSide> {
  const system = await CalledSystem.open();
  return {
    settings: { mode: 'connect', host: '127.0.0.1', port: system.port, ...QUICK },
    deliver: (lines) => system.deliver(lines),
    goAway: () => system.stop(),
    comeBack: () => system.start(),
    close: () => system.stop(),
  };
}

describe('tcp, listening', () => describeSource(tcp, listening, { keepsUntilTaken: false }));
describe('tcp, connecting', () => describeSource(tcp, connecting, { keepsUntilTaken: false }));
