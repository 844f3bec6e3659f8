import { audit } from './definitions/audit.ts';
import { billCheck } from './definitions/bill-check.ts';
import { concurrency } from './definitions/concurrency.ts';
import { dataQuality } from './definitions/data-quality.ts';
import { departmentCosts } from './definitions/department-costs.ts';
import { extensionCosts } from './definitions/extension-costs.ts';
import { fraud } from './definitions/fraud.ts';
import { itemised } from './definitions/itemised.ts';
import { ledger } from './definitions/ledger.ts';
import { retention } from './definitions/retention.ts';
import { topCalls } from './definitions/top-calls.ts';
import { utilisation } from './definitions/utilisation.ts';
import type { Report } from './report.ts';

/** Every report there is, in the order of the help. A new one is one file and one line here. */
export const REPORTS: Readonly<Record<string, Report>> = {
  itemised,
  'extension-costs': extensionCosts,
  'department-costs': departmentCosts,
  'top-calls': topCalls,
  utilisation,
  concurrency,
  'bill-check': billCheck,
  fraud,
  'data-quality': dataQuality,
  ledger,
  retention,
  audit,
};
