import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { restoreBackup } from '../../../backup/restore-backup.ts';
import { restoredFolder } from '../../../cli/restored-folder.ts';
import { runCommand } from '../../../cli/run-command.ts';
import type { BackupMade } from '../../../cli/service/backups.ts';
import { openWriter, type Writer } from '../../../cli/service/writer.ts';
import { sealRawCopies } from '../../../maintenance/jobs/seal-raw-copies.ts';
import { asteriskLine } from '../../asterisk-lines.ts';
import { byteSearch } from '../../cli/byte-search.ts';
import type { Random } from '../crash/random.ts';

export interface RestoreResult {
  readonly restored: number;
  readonly problems: readonly string[];
}

const identity = await generateX25519Identity();
const recipient = await identityToRecipient(identity);
const { signal } = new AbortController();

/** Somebody who was called, and may have asked to be forgotten. */
interface Person {
  readonly number: string;
  readonly calls: number;
  erased: boolean;
}

/** A data folder that is backed up while lines arrive, raw copies are packed, and people are erased. */
class LivingFolder {
  readonly place: string;
  readonly folder: string;
  readonly target: string;
  now = Date.now();
  lines = 0;
  readonly people: Person[] = [];
  private readonly writer: Writer;

  private constructor(place: string, writer: Writer) {
    this.place = place;
    this.writer = writer;
    this.folder = join(place, 'data');
    this.target = join(place, 'target');
  }

  static async begin(place: string): Promise<LivingFolder> {
    for (const name of ['target', 'checkpoints']) mkdirSync(join(place, name), { recursive: true });
    const now = (): number => living.now;
    const parts = { now, log: () => {}, failed: () => {}, lasting: false };
    let living = { now: Date.now() };
    const folder = new LivingFolder(place, await openWriter(join(place, 'data'), parts));
    living = folder;
    const sites = { berlin: { country: 'DE', area_code: '30', time_zone: 'UTC' } };
    const backup = { targets: [folder.target], recipients: [recipient], recovery: recipient };
    const audit = { checkpoints: [join(place, 'checkpoints')] };
    writeFileSync(join(place, 'ledgerline.yaml'), JSON.stringify({ sites, retention: {}, backup, audit }));
    await folder.command(['config', 'apply', 'ledgerline.yaml']);
    await folder.command(['jobs', 'run', 'audit-checkpoints']);
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

  /** Calls to one more person, among those of a number that stays. */
  async takeIn(lines: number, calls: number): Promise<void> {
    const start = `${new Date(this.now - 86_400_000).toISOString().slice(0, 10)} 09:00:00`;
    const number = `0897${1_000_000 + this.people.length}`;
    const text = Array.from({ length: lines + calls }, (_, at) => {
      const person =
        at % Math.ceil((lines + calls) / calls) === 0 ? { dst: number, name: `For ${number}` } : {};
      return `${asteriskLine({ uniqueid: `1793005200.${this.lines + at}`, start, ...person })}\n`;
    });
    const name = `calls-${this.lines}.csv`;
    writeFileSync(join(this.place, name), text.join(''));
    const where = ['--driver', 'asterisk-csv', '--time-zone', 'UTC', '--country', 'DE'];
    await this.command(['ingest', '--source', 'pbx', ...where, name]);
    this.lines += text.length;
    this.people.push({ number, calls: text.filter((line) => line.includes(number)).length, erased: false });
  }

  /** One of those who are there is forgotten. */
  async forgetOne(random: Random): Promise<void> {
    const known = this.people.filter(({ erased }) => !erased);
    const person = known[random.between(0, known.length - 1)];
    if (person === undefined) return;
    const asked = ['--as-number', '--yes', '--reason', 'a campaign'];
    await this.command(['subject', 'erase', person.number, ...asked]);
    person.erased = true;
  }

  async live(random: Random): Promise<void> {
    await this.takeIn(random.between(1, 400), random.between(1, 3));
    if (random.chance(0.3)) await this.forgetOne(random);
    if (random.chance(0.3)) await this.command(['jobs', 'run', 'audit-checkpoints']);
  }

  /** What was signed in the second place. */
  signed(): string {
    return readdirSync(join(this.place, 'checkpoints')).join();
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

/** Restores each of many backups of a living folder, and tells what is not as it must be. */
export async function restoreBackups(
  place: string,
  random: Random,
  count: number,
  told: (problem: string) => void = () => {},
): Promise<RestoreResult> {
  const living = await LivingFolder.begin(place);
  const problems: string[] = [];
  for (let number = 1; number <= count; number++) {
    await living.live(random);
    if (random.chance(0.3)) await living.seal();
    const before = { lines: living.lines, people: [...living.people] };
    const into = join(place, `restored-${number}`);
    const found = await restoredOne(living, random, { into, before }).catch((error: unknown) => [
      error instanceof Error ? error.message : String(error),
    ]);
    for (const problem of found.map((one) => `backup ${number}: ${one}`)) {
      problems.push(problem);
      told(problem);
    }
  }
  await living.end();
  return { restored: count, problems };
}

/** What there was when a backup was begun. */
interface Before {
  readonly lines: number;
  readonly people: readonly Person[];
}

/** Makes a backup while lines arrive, goes on for a while, and restores it. */
async function restoredOne(
  living: LivingFolder,
  random: Random,
  given: { into: string; before: Before },
): Promise<string[]> {
  const [made] = await Promise.all([living.backUp(), living.live(random)]);
  const most = living.lines;
  for (let more = random.between(0, 2); more > 0; more--) await living.live(random);
  if (random.chance(0.7)) await living.forgetOne(random);
  return await restoredProblems(living, made, { ...given, most });
}

async function restoredProblems(
  living: LivingFolder,
  { target, name }: BackupMade,
  given: { into: string; before: Before; most: number },
): Promise<string[]> {
  const { into, before, most } = given;
  const keys = { identities: [identity], passphrases: [] };
  const wish = { path: join(target, name), into, keys, erasures: [], forced: null };
  const origin = { address: 'local', computer: 'campaign' };
  const call = { now: () => living.now, principal: 'os:campaign', origin, signal };
  const signed = living.signed();
  const { manifest } = await restoreBackup(wish, restoredFolder(into, call));
  const found: string[] = [];
  const said = await living.command(['verify', '--data', into], true);
  if (!said.includes('All is well')) found.push(said);
  const audit = await living.command(['audit', 'verify', '--data', into], true);
  if (!audit.includes('Restored from backup'))
    found.push(`its audit log does not say that it was restored: ${audit}`);
  if (living.signed() !== signed) found.push('its restore signed in a place of the living folder');
  const calls = JSON.parse(await living.command(['calls', '--json', '--data', into], true)) as unknown[];
  const gone = before.people.filter(({ erased }) => erased).reduce((sum, person) => sum + person.calls, 0);
  if (calls.length < before.lines - gone || calls.length > most - gone)
    found.push(
      `it has ${calls.length} calls; ${before.lines} to ${most} were there, ${gone} of people who were erased`,
    );
  const later = living.people.slice(before.people.length).some(({ erased }) => erased);
  if (!later && calls.length !== manifest.ledger.lines - gone)
    found.push('its calls are not those of its manifest without those of people who were erased');
  return [...found, ...wronglyKept(living, into, before)];
}

/** Nobody who was erased stands in any byte of a folder, and everybody else who was there before does. */
function wronglyKept(living: LivingFolder, into: string, before: Before): string[] {
  const erased = living.people.filter((person) => person.erased).map(({ number }) => number);
  const back = byteSearch(into, erased).map((place) => `a person who was erased is back: ${place}`);
  const others = before.people.filter((person) => !person.erased).map(({ number }) => number);
  const there = byteSearch(into, others).join('\n');
  const lost = others.filter((number) => !there.includes(number));
  return [...back, ...lost.map((number) => `${number}, whom nobody erased, is not there`)];
}
