import { firstDayOf } from '../../record/archive.ts';
import { DAY_MS, dayOf, showTime } from '../../record/calendar.ts';
import { parsePeriod, reachedOn } from '../../record/period.ts';
import { counted, grouped } from '../../reports/text-table.ts';
import { identitiesIn, KEY_OPTIONS } from '../backup-keys.ts';
import type { Command } from '../command.ts';
import type { MonthReturned } from '../service/archives.ts';
import { optional, usageError } from '../usage.ts';
import { requireAdministration } from '../viewer.ts';

/** Somebody who needs it longer asks again; what is back is for people to read. */
const DEFAULT_TIME = '30 days';

export const archiveRestore: Command = {
  name: 'archive restore',
  summary:
    'Brings the archived calls of a month back for a time; then they go into the archive again by themselves.',
  positionals: 'MONTH',
  options: {
    identity: KEY_OPTIONS.identity,
    for: { value: 'PERIOD', summary: `for how long, such as "7 days" (default ${DEFAULT_TIME})` },
    json: { value: null, summary: 'what came back, as JSON' },
  },
  example: './ledgerline archive restore 2024-03 --for "30 days" --identity key.txt',
  writes: true,
  audit: { changes: 'archives' },
  // The key is read where the command was typed: the service never has the file.
  async secrets(call) {
    const file = optional(call, 'identity');
    return file === null ? [] : identitiesIn(call, file);
  },
  async run(call) {
    await requireAdministration(call, 'Archives are');
    const [month] = call.positionals;
    const period = parsePeriod(optional(call, 'for') ?? DEFAULT_TIME);
    if (month === undefined || firstDayOf(month) === null)
      throw usageError(
        'A MONTH is needed, such as 2024-03.',
        './ledgerline archive list names those that are archived.',
      );
    if (period === null) throw usageError('--for is no period.', 'For example: --for "30 days"');
    if (call.secrets.length === 0)
      throw usageError('--identity FILE is missing.', 'Give the private key that opens the archive.');
    const { archives, gateway, jobs } = await call.writer();
    const until = (reachedOn(period, dayOf(call.now())) - 1) * DAY_MS + (call.now() % DAY_MS);
    const keys = { identities: call.secrets, passphrases: [] };
    const asked = { month, until, returned_by: call.principal };
    const back = await jobs.alone(async () => {
      const result = await archives.bringBack(asked, keys, call.signal);
      await gateway.finish(call.signal);
      return result;
    });
    call.tell({ object: `archive ${month}`, counts: { ...back } });
    await call.out(
      call.values.json === true
        ? `${JSON.stringify({ month, ...back, until: showTime(until, 0) }, null, 1)}\n`
        : textOf(month, back, until),
    );
    return back.missing === 0 ? 0 : 1;
  },
};

function textOf(month: string, { returned, erased, kept, missing }: MonthReturned, until: number): string {
  const forgotten =
    erased === 0
      ? ''
      : `Of ${grouped(erased)} of them, people were erased since: these went, or are calls of nobody.\n`;
  const lost =
    missing === 0
      ? ''
      : `${counted(missing, 'call')} could not be read from any file: ./ledgerline archive verify ${month} says more.\n`;
  const held =
    kept === 0
      ? ''
      : `${counted(kept, 'call')} of people who were erased since stay in the archive, because a legal hold keeps them: the same command takes them away when that is released.\n`;
  return `${counted(returned, 'call')} of ${month} came back, until ${showTime(until, 0)}.\n${forgotten}${held}${lost}`;
}
