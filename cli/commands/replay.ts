import { requireRawOf } from '../../access/lines.ts';
import type { ReplayFilter } from '../../record/replay.ts';
import { LEDGER_GROUPINGS } from '../../store/queries/ledger.ts';
import type { Command, CommandCall } from '../command.ts';
import { replayed, replayTable } from '../replaying.ts';
import { ensureKnownSource } from '../source-names.ts';
import { givenDay, isSet, oneOf, optional, usageError, wholeNumber } from '../usage.ts';
import { AS_OPTION, viewerOf } from '../viewer.ts';

export const replay: Command = {
  name: 'replay',
  summary:
    'Reads what was received again by today’s drivers, formats, plans and thresholds. --plan says what would change, --run changes it.',
  positionals: '',
  options: {
    plan: { value: null, summary: 'only say what would change; nothing is changed' },
    run: { value: null, summary: 'change it; may be broken off and run again at any time' },
    source: { value: 'NAME', summary: 'only of this source' },
    intake: { value: 'INTAKE', summary: 'only this intake' },
    from: { value: 'YYYY-MM-DD', summary: 'first UTC day of arrival' },
    to: { value: 'YYYY-MM-DD', summary: 'last UTC day of arrival' },
    by: { value: LEDGER_GROUPINGS.join('|'), summary: 'what is counted together (default: source)' },
    ...AS_OPTION,
    json: { value: null, summary: 'as JSON' },
  },
  example: './ledgerline replay --plan --source pbx --from 2026-09-01',
  writes: true,
  audit: { changes: 'calls' },
  async run(call) {
    const [plan, run] = [isSet(call, 'plan'), isSet(call, 'run')];
    if (plan === run)
      throw usageError(
        plan ? '--plan and --run exclude each other.' : 'Neither --plan nor --run is given.',
        '--plan says what would change and changes nothing; --run changes it.',
      );
    const filter = filterOf(call);
    if (filter.source !== undefined) await ensureKnownSource(call, filter.source);
    requireRawOf(await viewerOf(call), filter.source ?? null);
    const by = oneOf(call, 'by', LEDGER_GROUPINGS) ?? 'source';
    const groups = await replayed(call, filter, { only_try: plan, by });
    if (isSet(call, 'json')) await call.out(`${JSON.stringify(groups, null, 1)}\n`);
    else {
      await call.out(replayTable(groups, by));
      const changes = groups.some((group) => group.changes.length > 0);
      if (plan && changes) await call.out('Nothing is changed yet; --run in the place of --plan does it.\n');
    }
    return 0;
  },
};

function filterOf(call: CommandCall): ReplayFilter {
  const [source, intake] = [optional(call, 'source'), optional(call, 'intake')];
  const [from_day, to_day] = [givenDay(call, 'from'), givenDay(call, 'to')];
  return {
    ...(source === null ? {} : { source }),
    ...(intake === null ? {} : { intake: wholeNumber(intake, '--intake') }),
    ...(from_day === null ? {} : { from_day }),
    ...(to_day === null ? {} : { to_day }),
  };
}
