import { expect, test } from 'vitest';
import { loadCommands } from '../../cli/commands.ts';

/** Commands that show nothing of any call, and so know no viewer. */
const SHOW_NO_CALL: Readonly<Record<string, string>> = {
  init: 'makes a folder',
  serve: 'takes in',
  demo: 'shows its own made-up calls',
  ingest: 'takes in, and shows the counts of its files',
  ledger: 'counts of lines by source, file and day',
  'undefined retry': 'counts of lines that are read otherwise, and their places',
  'undefined write-off': 'a count of lines',
  verify: 'what does not agree, by its place',
  drivers: 'what the program can read',
  'drivers detect': 'a file that was given to it',
  'drivers define': 'a file that was given to it',
  'drivers test': 'a file that was given to it',
  'sources list': 'sources with their counts and files',
  'sources trust': 'keys of servers',
  'sources sessions': 'connections and files',
  'sources gaps': 'numbers of records and files that did not come',
  'hold place': 'a count, and only to who is shown every call whole',
  'hold release': 'nothing of any call',
  'subject erase': 'counts, and only to who is shown every call whole',
  'subject rectify': 'the directory, no call',
  'subject restrict': 'a count, and only to the data protection officer',
  'subject verify-certificate': 'a certificate that is given to it',
  'jobs list': 'counts of rows',
  'jobs plan': 'counts of rows',
  'jobs run': 'counts of rows',
  'jobs history': 'counts of rows',
  'jobs cancel': 'nothing of any call',
  'jobs confirm-clock': 'nothing of any call',
  'retention preview': 'counts of rows by day',
  'retention template': 'a text to begin with',
  'memory list': 'own calls, to the users of the memory and to nobody else',
  'memory delete': 'own calls, to the users of the memory and to nobody else',
  'memory open': 'nothing of any call',
  'memory profiles': 'counts of entries',
  'memory set-password': 'nothing of any call',
  'audit verify': 'counts of records',
  'directory import': 'the directory, no call',
  'directory template': 'a text to begin with',
  'tariff check': 'prices',
  'tariff import': 'prices',
  'tariff list': 'prices',
  'tariff show': 'prices',
  'backup create': 'sizes of files',
  'backup list': 'sizes of files',
  'backup verify': 'sizes of files',
  'backup restore': 'counts of what came back',
  'config check': 'the configuration',
  'config show': 'the configuration',
  'config diff': 'the configuration',
  'config apply': 'the configuration, and a count of calls that thresholds move',
  'config rollback': 'the configuration, and a count of calls that thresholds move',
  'config history': 'the configuration',
};

test('every command shows calls by a role, or is known to show none', async () => {
  const commands = await loadCommands();
  const blind = commands.filter(({ options }) => !Object.hasOwn(options, 'as')).map(({ name }) => name);
  expect(blind.sort()).toEqual(Object.keys(SHOW_NO_CALL).sort());
});
