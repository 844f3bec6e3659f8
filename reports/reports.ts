import type { Report } from './report.ts';

/** Every report there is, in the order of the help, each loaded when it is asked for. A new one is one file and one line here. */
export const REPORTS: Readonly<Record<string, () => Promise<Report>>> = {
  itemised: async () => (await import('./definitions/itemised.ts')).itemised,
  'extension-costs': async () => (await import('./definitions/extension-costs.ts')).extensionCosts,
  'department-costs': async () => (await import('./definitions/department-costs.ts')).departmentCosts,
  'charge-back': async () => (await import('./definitions/charge-back.ts')).chargeBack,
  'account-codes': async () => (await import('./definitions/account-codes.ts')).accountCodes,
  'top-calls': async () => (await import('./definitions/top-calls.ts')).topCalls,
  destinations: async () => (await import('./definitions/destinations.ts')).destinations,
  'call-types': async () => (await import('./definitions/call-types.ts')).callTypes,
  carriers: async () => (await import('./definitions/carriers.ts')).carriers,
  trunks: async () => (await import('./definitions/trunks.ts')).trunks,
  utilisation: async () => (await import('./definitions/utilisation.ts')).utilisation,
  concurrency: async () => (await import('./definitions/concurrency.ts')).concurrency,
  hours: async () => (await import('./definitions/hours.ts')).hours,
  answering: async () => (await import('./definitions/answering.ts')).answering,
  abandoned: async () => (await import('./definitions/abandoned.ts')).abandoned,
  trend: async () => (await import('./definitions/trend.ts')).trend,
  comparison: async () => (await import('./definitions/comparison.ts')).comparison,
  'private-calls': async () => (await import('./definitions/private-calls.ts')).privateCalls,
  fraud: async () => (await import('./definitions/fraud.ts')).fraud,
  'unused-extensions': async () => (await import('./definitions/unused-extensions.ts')).unusedExtensions,
  'unknown-extensions': async () => (await import('./definitions/unknown-extensions.ts')).unknownExtensions,
  inventory: async () => (await import('./definitions/inventory.ts')).inventory,
  budget: async () => (await import('./definitions/budget.ts')).budget,
  'bill-check': async () => (await import('./definitions/bill-check.ts')).billCheck,
  'data-quality': async () => (await import('./definitions/data-quality.ts')).dataQuality,
  ledger: async () => (await import('./definitions/ledger.ts')).ledger,
  retention: async () => (await import('./definitions/retention.ts')).retention,
  audit: async () => (await import('./definitions/audit.ts')).audit,
};

/** All of them, in that order. */
export async function loadReports(): Promise<Readonly<Record<string, Report>>> {
  const loaded = Object.entries(REPORTS).map(async ([name, load]) => [name, await load()] as const);
  return Object.fromEntries(await Promise.all(loaded));
}
