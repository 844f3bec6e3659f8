import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { AuditOrigin, AuditRecord, AuditResult } from '../record/audit-record.ts';
import { parseDay } from '../record/calendar.ts';
import { auditMac } from '../record/mac.ts';
import { OperationError } from '../record/operation-error.ts';
import { isSaidIn } from '../record/said-in.ts';
import { readInstallationKey } from '../settings/installation-key.ts';
import { isClosed, refuseClosed } from '../store/closed-folder.ts';
import { DATABASE_FILE } from '../store/database-file.ts';
import { AuditTrail } from './audit-trail.ts';
import type { CommandAudit } from './audited.ts';
import type { Command, CommandCall, CommandFacts } from './command.ts';

/**
 * Runs a command between two records of the audit log: its beginning, without which it is not run, and how it ended. A folder that
 * the command makes has no log before, so there only the end is recorded.
 */
export async function runRecorded(
  { command, call, origin }: { command: Command; call: CommandCall; origin: AuditOrigin },
  run: (tell: (facts: CommandFacts) => void) => Promise<number>,
): Promise<number> {
  if (command.audit === 'none') return await run(() => {});
  const trail = new AuditTrail(call.folder, call.now);
  const records = new RunRecords(trail, { command, call, origin });
  try {
    records.begin();
    const exit = await run((facts) => void Object.assign(records.facts, facts));
    await records.end(exit === 0 ? 'done' : 'failed', { exit });
    return exit;
  } catch (error) {
    await records.end(resultOf(error, call.signal), wordOf(error));
    throw error;
  } finally {
    trail.close();
  }
}

/** Both records of one run. */
class RunRecords {
  facts: CommandFacts = {};
  private begun: AuditRecord | null = null;
  private refused = false;
  private readonly trail: AuditTrail;
  private readonly of: { command: Command; call: CommandCall; origin: AuditOrigin };

  constructor(trail: AuditTrail, of: RunRecords['of']) {
    this.trail = trail;
    this.of = of;
  }

  begin(): void {
    const { call, command } = this.of;
    if (!this.hasLog()) {
      // Its log goes with all that the restore has brought, so nothing is written there.
      if (command.makesFolder !== true) refuseClosed(call.folder);
      return;
    }
    try {
      this.begun = this.append('begun', this.given());
    } catch (error) {
      if (!(error instanceof OperationError) || !isUpkeep(this.of.command.audit)) {
        this.refused = true;
        throw error;
      }
      this.of.call.err(`${error.message} It goes on all the same, and its own books tell what it does.\n`);
    }
  }

  private hasLog(): boolean {
    const { folder } = this.of.call;
    return existsSync(join(folder, DATABASE_FILE)) && !isClosed(folder);
  }

  /** What was done cannot be undone by an error here: it is told, and the beginning stands in the log. */
  async end(result: AuditResult, how: Readonly<Record<string, unknown>>): Promise<void> {
    if (this.refused || !this.hasLog()) return;
    try {
      const given = this.begun === null ? this.given() : {};
      const { object: _, ...facts } = this.facts;
      const record = this.append(result, { ...given, ...how, ...facts });
      const due = [this.begun, record].some((one) => one !== null && AuditTrail.isDue(one));
      if (!due) return;
      const { writeCheckpoints } = await import('./service/audit-checkpoints.ts');
      await writeCheckpoints(this.of.call.folder, this.of.call.now);
    } catch (error) {
      if (!(error instanceof OperationError)) throw error;
      this.of.call.err(`How this ended could not be recorded. ${error.message}\n`);
    }
  }

  private append(result: AuditResult, payload: Readonly<Record<string, unknown>>): AuditRecord {
    const { command, call, origin } = this.of;
    const { audit, name: action } = command;
    const failed = result === 'refused' || result === 'failed';
    const reads = audit !== 'none' && 'reads' in audit;
    return this.trail.append(
      { ...origin, account: call.principal },
      {
        action,
        object: this.facts.object ?? topicOf(audit),
        level: failed ? 'warning' : reads ? 'info' : 'notice',
        result,
        begun: this.begun?.n ?? null,
        payload,
      },
    );
  }

  /** The shape of what was asked for; what can be a number or a name stands there as a keyed hash. */
  private given(): Readonly<Record<string, unknown>> {
    const { command, call } = this.of;
    const key = readInstallationKey(call.folder);
    const shown = (value: string, clear: boolean): string =>
      clear ? value : key === null ? '(not recorded)' : auditMac(key, value);
    const given = Object.entries(call.values).filter(([name]) => name !== 'data');
    const asked = [
      ...call.positionals,
      ...given.flatMap(([name, value]) => (name === 'reason' || name === 'as' ? [] : [value])),
    ];
    // It is refused, or about somebody else; in either case nobody is named here.
    const isNameless = (reason: string): boolean =>
      !asked.some((one) => typeof one === 'string' && isSaidIn(reason, one));
    const options = given.map(([name, value]) => {
      const choices = command.options[name]?.value?.split('|') ?? [];
      const clear =
        value === true ||
        (name === 'reason' && isNameless(value)) ||
        choices.includes(value) ||
        parseDay(value) !== null;
      return [name, value === true ? true : shown(value, clear)] as const;
    });
    // Each value by itself, so that an erasure finds it.
    const several = Object.entries(call.several).map(([name, texts]) => {
      const fields = texts.map((text) => text.slice(0, text.indexOf('=') + 1));
      return [name, texts.map((text, at) => shown(text.slice(fields[at]?.length ?? 0), false))] as const;
    });
    const arguments_ = call.positionals.map((value) => shown(value, false));
    return { options: Object.fromEntries([...options, ...several]), arguments: arguments_ };
  }
}

function isUpkeep(audit: CommandAudit): boolean {
  return audit !== 'none' && 'runs' in audit;
}

function topicOf(audit: CommandAudit): string {
  if (audit === 'none') return '';
  if ('reads' in audit) return audit.reads;
  return 'changes' in audit ? audit.changes : audit.runs;
}

function resultOf(error: unknown, signal: AbortSignal): AuditResult {
  if (signal.aborted && !(error instanceof OperationError)) return 'interrupted';
  const refusals = ['NOT_SHOWN', 'MEMORY_REFUSED', 'FACT_OF_CALL', 'USAGE'];
  return error instanceof OperationError && refusals.includes(error.code) ? 'refused' : 'failed';
}

/** Its code, never its words: they can hold what was asked for. */
function wordOf(error: unknown): Readonly<Record<string, unknown>> {
  return error instanceof OperationError ? { error: error.code } : {};
}
