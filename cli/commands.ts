import type { Command } from './command.ts';
import { callShow } from './commands/call-show.ts';
import { calls } from './commands/calls.ts';
import { configApply } from './commands/config-apply.ts';
import { configCheck } from './commands/config-check.ts';
import { configDiff } from './commands/config-diff.ts';
import { configHistory } from './commands/config-history.ts';
import { configRollback } from './commands/config-rollback.ts';
import { configShow } from './commands/config-show.ts';
import { demo } from './commands/demo.ts';
import { drivers } from './commands/drivers.ts';
import { driversDefine } from './commands/drivers-define.ts';
import { driversDetect } from './commands/drivers-detect.ts';
import { driversTest } from './commands/drivers-test.ts';
import { heldPreview } from './commands/held-preview.ts';
import { ingest } from './commands/ingest.ts';
import { init } from './commands/init.ts';
import { ledger } from './commands/ledger.ts';
import { lineShow } from './commands/line-show.ts';
import { replay } from './commands/replay.ts';
import { serve } from './commands/serve.ts';
import { sourcesGaps } from './commands/sources-gaps.ts';
import { sourcesList } from './commands/sources-list.ts';
import { sourcesSessions } from './commands/sources-sessions.ts';
import { sourcesTrust } from './commands/sources-trust.ts';
import { undefinedExport } from './commands/undefined-export.ts';
import { undefinedList } from './commands/undefined-list.ts';
import { undefinedRetry } from './commands/undefined-retry.ts';
import { undefinedShow } from './commands/undefined-show.ts';
import { undefinedWriteOff } from './commands/undefined-write-off.ts';
import { verify } from './commands/verify.ts';

/** Every command there is, in the order of the help. A new one is one file and one line here. */
export const COMMANDS: Readonly<Record<string, Command>> = {
  init,
  serve,
  demo,
  ingest,
  ledger,
  calls,
  'call show': callShow,
  'held preview': heldPreview,
  'line show': lineShow,
  'undefined list': undefinedList,
  'undefined show': undefinedShow,
  'undefined retry': undefinedRetry,
  'undefined write-off': undefinedWriteOff,
  'undefined export': undefinedExport,
  replay,
  verify,
  drivers,
  'drivers detect': driversDetect,
  'drivers define': driversDefine,
  'drivers test': driversTest,
  'sources list': sourcesList,
  'sources trust': sourcesTrust,
  'sources sessions': sourcesSessions,
  'sources gaps': sourcesGaps,
  'config check': configCheck,
  'config show': configShow,
  'config diff': configDiff,
  'config apply': configApply,
  'config rollback': configRollback,
  'config history': configHistory,
};
