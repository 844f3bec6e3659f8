import { undefinedLines } from '../../access/lines.ts';
import { UNDEFINED_REASONS, type UndefinedReason } from '../../record/outcome.ts';
import { counted } from '../../reports/text-table.ts';
import type { Command } from '../command.ts';
import { CONFIRM_OPTIONS, confirmedPlan, NOT_DONE_EXIT } from '../confirmed-plan.ts';
import { ensureKnownSource } from '../source-names.ts';
import { oneOf, optional, usageError, wholeNumber } from '../usage.ts';
import { viewerOf } from '../viewer.ts';

export const undefinedWriteOff: Command = {
  name: 'undefined write-off',
  summary:
    'Marks undefined lines as nothing that anybody will mend. They stay undefined in the ledger, and lists of open lines leave them out.',
  positionals: '',
  options: {
    ...CONFIRM_OPTIONS,
    source: { value: 'NAME', summary: 'only of this source' },
    code: { value: 'CODE', summary: 'only with this reason of being undefined (docs/outcomes.md)' },
    intake: { value: 'INTAKE', summary: 'only of this intake' },
    offset: { value: 'OFFSET', summary: 'only the line at this place of the intake' },
  },
  example:
    './ledgerline undefined write-off --source pbx --code cut_line --yes --reason "line was cut, 26 October"',
  writes: true,
  audit: { changes: 'lines' },
  async run(call) {
    const source = optional(call, 'source');
    if (source !== null) await ensureKnownSource(call, source);
    const code = oneOf(call, 'code', Object.keys(UNDEFINED_REASONS) as UndefinedReason[]);
    const [intake, offset] = [numberOf('intake'), numberOf('offset')];
    if (source === null && code === null && intake === null)
      throw usageError('Which lines are meant is missing.', 'Name a --source, a --code or an --intake.');
    if (offset !== null && intake === null)
      throw usageError(
        '--offset without --intake says nothing.',
        'Give both, as undefined list prints them.',
      );
    const open = { open: true, ...given({ source, reason: code, intake, offset }) };
    const meant = await undefinedLines(call.reading(), await viewerOf(call), open, null);
    const plan = `${counted(meant.length, 'open line')} would be written off.\n`;
    const why = await confirmedPlan(call, plan);
    if (why === null) return NOT_DONE_EXIT;
    const { store } = await call.writer();
    const by = { at: call.now(), by: call.principal, reason: why };
    const lines = await store.writeOff({ source, reason: code, intake, offset }, by);
    call.tell({ counts: { lines } });
    await call.out(`${counted(lines, 'line')} written off. They stay undefined in the ledger.\n`);
    return 0;

    function numberOf(name: string): number | null {
      const text = optional(call, name);
      return text === null ? null : wholeNumber(text, `--${name}`);
    }
  },
};

/** Without what was not asked for. */
function given(filter: Readonly<Record<'source' | 'reason' | 'intake' | 'offset', string | number | null>>) {
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== null));
}
