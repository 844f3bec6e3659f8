import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { openWriter } from '../../cli/service/writer.ts';
import type { NotedErasure } from '../../record/erasure-certificate.ts';
import { asteriskLine } from '../asterisk-lines.ts';
import { PROGRAM } from '../bad-input/as-a-user.ts';
import { erasureOfNobody } from '../erasure-of-nobody.ts';
import { CommandDesk } from './command-desk.ts';

const identity = await generateX25519Identity();
const recoveryIdentity = await generateX25519Identity();
export const recipient: string = await identityToRecipient(identity);
const recovery = await identityToRecipient(recoveryIdentity);

const PRELOAD = pathToFileURL(join(import.meta.dirname, 'killed-at-backup-child.ts')).href;

/** A number of a person that no file of a target may show. */
export const SECRET = '089231250001';

/** A place with a data folder that is backed up to a target of its own. */
export class BackupDesk extends CommandDesk {
  readonly target: string;
  /** Files that were taken in. */
  readonly sent: string[] = [];

  constructor() {
    super();
    this.now = Date.now();
    this.target = join(this.place, 'target');
    mkdirSync(this.target);
    writeFileSync(join(this.place, 'key.txt'), `# made for a test\n${identity}\n`);
    writeFileSync(join(this.place, 'recovery.txt'), `${recoveryIdentity}\n`);
  }

  /** With calls of yesterday in it. */
  async begin(given: object = {}, { lines = 20 } = {}): Promise<void> {
    await this.apply(given);
    await this.ingest(1, lines);
  }

  async apply(given: object = {}, more: object = { retention: {} }): Promise<void> {
    const backup = { targets: [this.target], recipients: [recipient], recovery, ...given };
    const sites = { berlin: { country: 'DE', area_code: '30', time_zone: 'UTC' } };
    await this.out('config apply', this.write('ledgerline.yaml', JSON.stringify({ sites, backup, ...more })));
  }

  async ingest(from: number, lines: number, dst = SECRET): Promise<void> {
    const start = `${new Date(this.now - 86_400_000).toISOString().slice(0, 10)} 09:00:00`;
    const text = Array.from(
      { length: lines },
      (_, at) => `${asteriskLine({ uniqueid: `1793005200.${from + at}`, start, dst })}\n`,
    ).join('');
    this.sent.push(text);
    const where = ['--driver', 'asterisk-csv', '--time-zone', 'UTC', '--country', 'DE'];
    await this.out('ingest', '--source', 'pbx', ...where, this.write(`calls-${from}.csv`, text));
  }

  /** Makes a backup, a second later than the last one, and gives its path. */
  async backUp(...more: readonly string[]): Promise<string> {
    this.now += 1000;
    const [made] = await this.json<{ target: string; name: string }[]>('backup create', ...more);
    return join(made?.target ?? '', made?.name ?? '');
  }

  /** The command line of a restore. */
  restoring(path: string, into = 'restored', more: readonly string[] = []): string[] {
    const keys = [
      '--identity',
      join(this.place, 'key.txt'),
      '--recovery-identity',
      join(this.place, 'recovery.txt'),
    ];
    return [path, '--into', join(this.place, into), ...keys, ...more];
  }

  /** Notes an erasure of nobody who is stored. */
  async noteErasure(id: number): Promise<NotedErasure> {
    const { folder, now } = this;
    const writer = await openWriter(folder, {
      now: () => now,
      log: () => {},
      failed: () => {},
      lasting: false,
    });
    try {
      return await writer.backups.appendErasure(erasureOfNobody(id, now));
    } finally {
      await writer.close();
    }
  }

  /** Runs the program in a process of its own, which is killed at a place. */
  killedAt(place: string, command: string, ...args: readonly string[]): NodeJS.Signals | null {
    const argv = [...command.split(' '), ...args, '--data', this.folder];
    const env = { ...process.env, TZ: 'UTC', LEDGERLINE_KILLED_AT: place };
    return spawnSync(process.execPath, ['--import', PRELOAD, PROGRAM, ...argv], { env }).signal;
  }

  backups(): string[] {
    return readdirSync(this.target).filter((name) => /^ledgerline-.*\.age/.test(name));
  }
}
