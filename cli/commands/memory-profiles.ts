import { isUserOf } from '../../privacy/call-memory.ts';
import { textColumns, textTable } from '../../reports/text-table.ts';
import { memorySizes } from '../../store/queries/memories.ts';
import type { Command } from '../command.ts';
import { activeConfiguration } from '../service/judging.ts';
import { isSet } from '../usage.ts';

export const memoryProfiles: Command = {
  name: 'memory profiles',
  summary: 'Lists whose calls are remembered, and who may read them. Shows no call.',
  positionals: '',
  options: { json: { value: null, summary: 'as JSON' } },
  example: './ledgerline memory profiles',
  writes: false,
  audit: { reads: 'call memory' },
  async run(call) {
    const store = call.reading();
    const { call_memory } = await activeConfiguration(store);
    const sizes = memorySizes(store);
    const profiles = Object.entries(call_memory.profiles ?? {}).map(([name, profile]) => ({
      name,
      ...profile,
      kept: sizes.get(name) ?? 0,
      yours: isUserOf(profile, call.principal),
    }));
    if (isSet(call, 'json')) {
      await call.out(`${JSON.stringify(profiles, null, 2)}\n`);
      return 0;
    }
    if (profiles.length === 0) {
      await call.out(
        'Nobody has a call memory: there is no profile under call_memory in the configuration.\n',
      );
      return 0;
    }
    const columns = textColumns(
      ['profile', 'site', 'extensions', 'users', 'kept', 'of', 'collects', 'users delete', 'password'],
      ['kept', 'of'],
    );
    const word = (yes: boolean): string => (yes ? 'yes' : 'no');
    const rows = profiles.map((profile) => [
      profile.name,
      profile.site,
      profile.extensions.join(' '),
      profile.users.join(' '),
      String(profile.kept),
      String(profile.entries),
      word(profile.collect),
      word(profile.user_may_delete),
      word(profile.behind_password),
    ]);
    await call.out(textTable(columns, rows));
    return 0;
  },
};
