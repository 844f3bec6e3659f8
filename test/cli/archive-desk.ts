import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { asteriskLine } from '../asterisk-lines.ts';
import { BackupDesk, recipient, SECRET } from './backup-desk.ts';

/** Where calls are kept for ten years as they are, so that archives have numbers in the clear. */
const WHOLE = {
  calls: { masked: null, anonymous: null, gone: '10 years' },
  raw_copies: '90 days',
  totals: { anonymous: null, gone: '10 years' },
};

/** A place with calls of March 2024, which go into an archive of their own. */
export class ArchiveDesk extends BackupDesk {
  readonly archive: string;

  constructor() {
    super();
    this.now = Date.parse('2026-11-28T12:00:00Z');
    this.archive = join(this.place, 'archive');
    mkdirSync(this.archive);
  }

  async beginArchive(retention: object = WHOLE, given: object = {}): Promise<void> {
    const archive = { after: '2 years', targets: [this.archive], recipients: [recipient], ...given };
    await this.apply({}, { retention, archive });
  }

  /** Calls of a day, one a minute; each file has the number of a call first. */
  async ingestOf(day: string, lines: number, { from = 0, dst = SECRET } = {}): Promise<string> {
    const text = Array.from({ length: lines }, (_, at) => {
      const minute = String((from + at) % 60).padStart(2, '0');
      const start = `${day} 09:${minute}:00`;
      return `${asteriskLine({ uniqueid: `${Date.parse(`${day}T09:00:00Z`) / 1000}.${from + at}`, start, dst })}\n`;
    }).join('');
    const name = this.write(`calls-${day}-${from}.csv`, text);
    await this.ingestFile(name);
    return name;
  }

  async ingestFile(name: string): Promise<string> {
    const where = ['--driver', 'asterisk-csv', '--time-zone', 'UTC', '--country', 'DE', '--area-code', '30'];
    return await this.out('ingest', '--source', 'pbx', ...where, name);
  }

  async restoreMonth(
    month: string,
    ...more: readonly string[]
  ): Promise<{ returned: number; erased: number }> {
    return await this.json('archive restore', month, '--identity', 'key.txt', ...more);
  }

  async calls(): Promise<Record<string, unknown>[]> {
    return await this.json('calls', '--held');
  }

  archives(): string[] {
    return readdirSync(this.archive).sort();
  }
}
