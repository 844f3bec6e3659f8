import { abandoned } from './definitions/abandoned.ts';
import { accountCodes } from './definitions/account-codes.ts';
import { answering } from './definitions/answering.ts';
import { audit } from './definitions/audit.ts';
import { billCheck } from './definitions/bill-check.ts';
import { budget } from './definitions/budget.ts';
import { callTypes } from './definitions/call-types.ts';
import { carriers } from './definitions/carriers.ts';
import { chargeBack } from './definitions/charge-back.ts';
import { comparison } from './definitions/comparison.ts';
import { concurrency } from './definitions/concurrency.ts';
import { dataQuality } from './definitions/data-quality.ts';
import { departmentCosts } from './definitions/department-costs.ts';
import { destinations } from './definitions/destinations.ts';
import { extensionCosts } from './definitions/extension-costs.ts';
import { fraud } from './definitions/fraud.ts';
import { hours } from './definitions/hours.ts';
import { inventory } from './definitions/inventory.ts';
import { itemised } from './definitions/itemised.ts';
import { ledger } from './definitions/ledger.ts';
import { privateCalls } from './definitions/private-calls.ts';
import { retention } from './definitions/retention.ts';
import { topCalls } from './definitions/top-calls.ts';
import { trend } from './definitions/trend.ts';
import { trunks } from './definitions/trunks.ts';
import { unknownExtensions } from './definitions/unknown-extensions.ts';
import { unusedExtensions } from './definitions/unused-extensions.ts';
import { utilisation } from './definitions/utilisation.ts';
import type { Report } from './report.ts';

/** Every report there is, in the order of the help. A new one is one file and one line here. */
export const REPORTS: Readonly<Record<string, Report>> = {
  itemised,
  'extension-costs': extensionCosts,
  'department-costs': departmentCosts,
  'charge-back': chargeBack,
  'account-codes': accountCodes,
  'top-calls': topCalls,
  destinations,
  'call-types': callTypes,
  carriers,
  trunks,
  utilisation,
  concurrency,
  hours,
  answering,
  abandoned,
  trend,
  comparison,
  'private-calls': privateCalls,
  fraud,
  'unused-extensions': unusedExtensions,
  'unknown-extensions': unknownExtensions,
  inventory,
  budget,
  'bill-check': billCheck,
  'data-quality': dataQuality,
  ledger,
  retention,
  audit,
};
