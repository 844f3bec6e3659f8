import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { restoreBackup } from '../../../backup/restore-backup.ts';
import { restoredFolder } from '../../../cli/restored-folder.ts';
import { runCommand } from '../../../cli/run-command.ts';
import type { BackupMade } from '../../../cli/service/backups.ts';
import { openWriter, type Writer } from '../../../cli/service/writer.ts';
import { sealRawCopies } from '../../../maintenance/jobs/seal-raw-copies.ts';
import { asteriskLine } from '../../asterisk-lines.ts';
import { erasureOfNobody } from '../../erasure-of-nobody.ts';
import type { Random } from '../crash/random.ts';

export interface RestoreResult {
  readonly restored: number;
  readonly problems: readonly string[];
}

const identity = await generateX25519Identity();
const recipient = await identityToRecipient(identity);
const { signal } = new AbortController();

/** A data folder that is backed up while lines arrive, raw copies are packed, and people are erased. */
class LivingFolder {
  readonly place: string;
  readonly folder: string;
  readonly target: string;
  now = Date.now();
  lines = 0;
  erasures = 0;
  private readonly writer: Writer;

  private constructor(place: string, writer: Writer) {
    this.place = place;
    this.writer = writer;
    this.folder = join(place, 'data');
    this.target = join(place, 'target');
  }

  static async begin(place: string): Promise<LivingFolder> {
    mkdirSync(join(place, 'target'), { recursive: true });
    const now = (): number => living.now;
    const parts = { now, log: () => {}, failed: () => {}, lasting: false };
    let living = { now: Date.now() };
    const folder = new LivingFolder(place, await openWriter(join(place, 'data'), parts));
    living = folder;
    const sites = { berlin: { country: 'DE', area_code: '30', time_zone: 'UTC' } };
    const backup = { targets: [folder.target], recipients: [recipient], recovery: recipient };
    writeFileSync(join(place, 'ledgerline.yaml'), JSON.stringify({ sites, retention: {}, backup }));
    await folder.command(['config', 'apply', 'ledgerline.yaml']);
    return folder;
  }

  /** Types a command; inside the service where none is said. */
  async command(argv: readonly string[], outside = false): Promise<string> {
    const pieces: string[] = [];
    const exit = await runCommand(argv, {
      ...{ cwd: this.place, principal: 'os:campaign', now: () => this.now, signal, secrets: null },
      origin: { address: 'local', computer: 'campaign' },
      out: async (text) => void pieces.push(String(text)),
      err: (text) => void pieces.push(text),
      service: outside ? null : this.writer,
    });
    if (exit !== 0) throw new Error(`${argv.join(' ')} ended with ${exit}: ${pieces.join('')}`);
    return pieces.join('');
  }

  async takeIn(lines: number): Promise<void> {
    const start = `${new Date(this.now - 86_400_000).toISOString().slice(0, 10)} 09:00:00`;
    const text = Array.from(
      { length: lines },
      (_, at) => `${asteriskLine({ uniqueid: `1793005200.${this.lines + at}`, start })}\n`,
    );
    const name = `calls-${this.lines}.csv`;
    writeFileSync(join(this.place, name), text.join(''));
    const where = ['--driver', 'asterisk-csv', '--time-zone', 'UTC', '--country', 'DE'];
    await this.command(['ingest', '--source', 'pbx', ...where, name]);
    this.lines += lines;
  }

  async live(random: Random): Promise<void> {
    await this.takeIn(random.between(1, 400));
    if (random.chance(0.3)) {
      await this.writer.backups.appendErasure(erasureOfNobody(this.erasures + 1, this.now));
      this.erasures += 1;
    }
  }

  async backUp(): Promise<BackupMade> {
    this.now += 1000;
    const wish = { to: null, passphrase: null, signal };
    const [made] = await this.writer.jobs.alone(() => this.writer.backups.create(wish));
    if (made === undefined) throw new Error('there is one target');
    return made;
  }

  async seal(): Promise<void> {
    const wish = { due_at: null, by: 'os:campaign', confirmed: false, signal };
    await this.writer.jobs.run(sealRawCopies, wish);
  }

  async end(): Promise<void> {
    await this.writer.close();
  }
}

/** Restores each of many backups of a living folder, and gives what is not as it must be. */
export async function restoreBackups(place: string, random: Random, count: number): Promise<RestoreResult> {
  const living = await LivingFolder.begin(place);
  const problems: string[] = [];
  for (let number = 1; number <= count; number++) {
    await living.live(random);
    if (random.chance(0.3)) await living.seal();
    const before = { lines: living.lines, erasures: living.erasures };
    const into = join(place, `restored-${number}`);
    const found = await restoredOne(living, random, { into, before }).catch((error: unknown) => [
      error instanceof Error ? error.message : String(error),
    ]);
    problems.push(...found.map((problem) => `backup ${number}: ${problem}`));
  }
  await living.end();
  return { restored: count, problems };
}

/** Makes a backup while lines arrive, goes on for a while, and restores it. */
async function restoredOne(
  living: LivingFolder,
  random: Random,
  given: { into: string; before: { lines: number; erasures: number } },
): Promise<string[]> {
  const [made] = await Promise.all([living.backUp(), living.live(random)]);
  const most = living.lines;
  for (let more = random.between(0, 2); more > 0; more--) await living.live(random);
  return await restoredProblems(living, made, { ...given, most });
}

async function restoredProblems(
  living: LivingFolder,
  { target, name }: BackupMade,
  given: { into: string; before: { lines: number; erasures: number }; most: number },
): Promise<string[]> {
  const { into, before, most } = given;
  const again: string[] = [];
  const keys = { identities: [identity], passphrases: [] };
  const wish = { path: join(target, name), into, keys, erasures: [], forced: null };
  const origin = { address: 'local', computer: 'campaign' };
  const call = { now: () => living.now, principal: 'os:campaign', origin, signal };
  const folder = restoredFolder(into, call, async (_writer, { id }) => void again.push(String(id)));
  const { manifest } = await restoreBackup(wish, folder);
  const found: string[] = [];
  const said = await living.command(['verify', '--data', into], true);
  if (!said.includes('All is well')) found.push(said);
  const calls = JSON.parse(await living.command(['calls', '--json', '--data', into], true)) as unknown[];
  if (calls.length < before.lines || calls.length > most)
    found.push(`it has ${calls.length} calls; there were ${before.lines} before it and ${most} behind it`);
  if (calls.length !== manifest.ledger.lines) found.push('its calls are not those of its manifest');
  const wanted = Array.from({ length: living.erasures - manifest.erasures }, (_, at) =>
    String(manifest.erasures + at + 1),
  );
  if (again.join() !== wanted.join() || manifest.erasures < before.erasures)
    found.push(`erasures ${again.join(', ')} were done again, not ${wanted.join(', ')}`);
  return found;
}
