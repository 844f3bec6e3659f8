import { isAbsolute } from 'node:path';
import { loadConfiguration, problemText } from '../../settings/load-configuration.ts';
import { checkSchedules } from '../checked-schedules.ts';
import type { Command } from '../command.ts';
import { readDocument } from '../configuration-files.ts';
import { LISTS } from '../service/judging.ts';
import { sourcePlaces } from '../service/source-places.ts';
import { isSet } from '../usage.ts';

export const configCheck: Command = {
  name: 'config check',
  summary:
    'Checks a configuration without applying it: every problem with its line and what is allowed there.',
  positionals: 'FILE',
  options: { json: { value: null, summary: 'the problems as a JSON array' } },
  example: './ledgerline config check ledgerline.yaml',
  writes: false,
  storeless: true,
  audit: 'none',
  async run(call) {
    const { name, text } = readDocument(call);
    const loaded = loadConfiguration(text, LISTS);
    const problems = loaded.ok ? [] : loaded.problems;
    const places = loaded.ok ? sourcePlaces(loaded.configuration, call.folder) : [];
    if (loaded.ok) await checkSchedules(loaded.configuration, call.folder);
    if (isSet(call, 'json')) await call.out(`${JSON.stringify(problems, null, 1)}\n`);
    else if (problems.length === 0) await call.out(`${name} is right.\n${relativePlaces(places)}`);
    else for (const problem of problems) await call.out(`${problemText(problem, name)}\n`);
    return problems.length === 0 ? 0 : 1;
  },
};

/** Which folders the relative ones are. */
function relativePlaces(places: ReturnType<typeof sourcePlaces>): string {
  return places
    .filter(({ written }) => !isAbsolute(written))
    .map(({ setting, written, meant }) => `${setting}: ${written} is ${meant}, seen from the data folder.\n`)
    .join('');
}
