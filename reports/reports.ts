import { billCheck } from './definitions/bill-check.ts';
import { concurrency } from './definitions/concurrency.ts';
import { departmentCosts } from './definitions/department-costs.ts';
import { extensionCosts } from './definitions/extension-costs.ts';
import { fraud } from './definitions/fraud.ts';
import { itemised } from './definitions/itemised.ts';
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
};
