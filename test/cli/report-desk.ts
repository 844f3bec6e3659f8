import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { asteriskLine } from '../asterisk-lines.ts';
import { CommandDesk } from './command-desk.ts';

/** A delivered report as `report deliveries --json` tells it. */
export interface Delivered {
  readonly id: number;
  readonly schedule: string;
  readonly state: string;
  readonly trouble: string | null;
  readonly due_at: string | null;
  readonly failures: readonly { readonly at: string; readonly detail: string }[];
  readonly receipt: { readonly sha256: string; readonly rows: number; readonly viewer: string };
  readonly files: readonly { readonly format: string; readonly name: string; readonly sha256: string }[];
  readonly dispatches: readonly {
    readonly kind: string;
    readonly address: string;
    readonly state: string;
    readonly message_id: string | null;
    readonly attempts: readonly { readonly result: string; readonly detail: string | null }[];
  }[];
}

/** A desk with a few calls of October 2026, where reports can be scheduled. */
export class ReportDesk extends CommandDesk {
  calls = 0;

  /** The document; schedules stand under `report_schedules`. */
  document(more: Readonly<Record<string, unknown>> = {}): string {
    const site = { country: 'DE', area_code: '30', time_zone: 'Europe/Berlin', extensions: ['200-299'] };
    const source = {
      kind: 'watch',
      site: 'berlin',
      driver: 'asterisk-csv',
      folder: '/nowhere',
      enabled: false,
    };
    return JSON.stringify({ sites: { berlin: site }, sources: { pbx: source }, ...more });
  }

  async apply(more: Readonly<Record<string, unknown>> = {}): Promise<string> {
    return await this.out('config apply', this.write('c.yaml', this.document(more)));
  }

  async ingest(...calls: readonly Parameters<typeof asteriskLine>[0][]): Promise<void> {
    const lines = calls.map((call) => {
      this.calls += 1;
      return `${asteriskLine({ uniqueid: `1795000000.${this.calls}`, ...call })}\n`;
    });
    await this.out('ingest', '--source', 'pbx', this.write(`calls-${this.calls}.csv`, lines.join('')));
  }

  /** A folder beside the data folder that reports are delivered into. */
  get outbox(): string {
    const path = join(this.place, 'outbox');
    mkdirSync(path, { recursive: true });
    return path;
  }

  get delivered(): string[] {
    return readdirSync(this.outbox).sort();
  }

  async deliveries(...options: readonly string[]): Promise<Delivered[]> {
    return await this.json<Delivered[]>('report deliveries', ...options);
  }
}
