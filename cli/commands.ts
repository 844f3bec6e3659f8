import type { Command } from './command.ts';

/**
 * Every command there is, in the order of the help, each loaded when it is asked for: most need little of the program, and
 * start in half the time. A new one is one file and one line here.
 */
export const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  init: async () => (await import('./commands/init.ts')).init,
  serve: async () => (await import('./commands/serve.ts')).serve,
  demo: async () => (await import('./commands/demo.ts')).demo,
  ingest: async () => (await import('./commands/ingest.ts')).ingest,
  ledger: async () => (await import('./commands/ledger.ts')).ledger,
  calls: async () => (await import('./commands/calls.ts')).calls,
  'call show': async () => (await import('./commands/call-show.ts')).callShow,
  totals: async () => (await import('./commands/totals.ts')).totals,
  'held preview': async () => (await import('./commands/held-preview.ts')).heldPreview,
  'line show': async () => (await import('./commands/line-show.ts')).lineShow,
  'undefined list': async () => (await import('./commands/undefined-list.ts')).undefinedList,
  'undefined show': async () => (await import('./commands/undefined-show.ts')).undefinedShow,
  'undefined retry': async () => (await import('./commands/undefined-retry.ts')).undefinedRetry,
  'undefined write-off': async () => (await import('./commands/undefined-write-off.ts')).undefinedWriteOff,
  'undefined export': async () => (await import('./commands/undefined-export.ts')).undefinedExport,
  'memory list': async () => (await import('./commands/memory-list.ts')).memoryList,
  'memory delete': async () => (await import('./commands/memory-delete.ts')).memoryDelete,
  'memory set-password': async () => (await import('./commands/memory-set-password.ts')).memorySetPassword,
  'memory open': async () => (await import('./commands/memory-open.ts')).memoryOpen,
  'memory profiles': async () => (await import('./commands/memory-profiles.ts')).memoryProfiles,
  replay: async () => (await import('./commands/replay.ts')).replay,
  verify: async () => (await import('./commands/verify.ts')).verify,
  explain: async () => (await import('./commands/explain.ts')).explain,
  'jobs list': async () => (await import('./commands/jobs-list.ts')).jobsList,
  'jobs plan': async () => (await import('./commands/jobs-plan.ts')).jobsPlan,
  'jobs run': async () => (await import('./commands/jobs-run.ts')).jobsRun,
  'jobs history': async () => (await import('./commands/jobs-history.ts')).jobsHistory,
  'jobs cancel': async () => (await import('./commands/jobs-cancel.ts')).jobsCancel,
  'jobs confirm-clock': async () => (await import('./commands/jobs-confirm-clock.ts')).jobsConfirmClock,
  'retention preview': async () => (await import('./commands/retention-preview.ts')).retentionPreview,
  'retention template': async () => (await import('./commands/retention-template.ts')).retentionTemplate,
  'hold place': async () => (await import('./commands/hold-place.ts')).holdPlace,
  'hold release': async () => (await import('./commands/hold-release.ts')).holdRelease,
  'hold list': async () => (await import('./commands/hold-list.ts')).holdList,
  'subject find': async () => (await import('./commands/subject-find.ts')).subjectFind,
  'subject erase': async () => (await import('./commands/subject-erase.ts')).subjectErase,
  'subject restrict': async () => (await import('./commands/subject-restrict.ts')).subjectRestrict,
  'subject list': async () => (await import('./commands/subject-list.ts')).subjectList,
  'subject certificate': async () => (await import('./commands/subject-certificate.ts')).subjectCertificate,
  'subject verify-certificate': async () =>
    (await import('./commands/subject-verify-certificate.ts')).subjectVerifyCertificate,
  drivers: async () => (await import('./commands/drivers.ts')).drivers,
  'drivers detect': async () => (await import('./commands/drivers-detect.ts')).driversDetect,
  'drivers define': async () => (await import('./commands/drivers-define.ts')).driversDefine,
  'drivers test': async () => (await import('./commands/drivers-test.ts')).driversTest,
  'sources list': async () => (await import('./commands/sources-list.ts')).sourcesList,
  'sources trust': async () => (await import('./commands/sources-trust.ts')).sourcesTrust,
  'sources sessions': async () => (await import('./commands/sources-sessions.ts')).sourcesSessions,
  'sources gaps': async () => (await import('./commands/sources-gaps.ts')).sourcesGaps,
  'config check': async () => (await import('./commands/config-check.ts')).configCheck,
  'config show': async () => (await import('./commands/config-show.ts')).configShow,
  'config diff': async () => (await import('./commands/config-diff.ts')).configDiff,
  'config apply': async () => (await import('./commands/config-apply.ts')).configApply,
  'config rollback': async () => (await import('./commands/config-rollback.ts')).configRollback,
  'config history': async () => (await import('./commands/config-history.ts')).configHistory,
};

/** All of them, in that order. */
export async function loadCommands(): Promise<Command[]> {
  return await Promise.all(Object.values(COMMANDS).map((load) => load()));
}
