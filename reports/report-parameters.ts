import { DESTINATION_CLASSES, DIRECTIONS } from '../record/call.ts';

/** What reports can be narrowed by and asked for, as it stands on the command line; each report names those that it takes. */
export const REPORT_PARAMETERS = {
  site: { value: 'SITE', summary: 'only calls of sources of this site' },
  source: { value: 'NAME', summary: 'only calls of this source' },
  'cost-centre': {
    value: 'CODE',
    summary: 'only calls of this cost centre or department, and of all below it; (unassigned): of none',
  },
  person: { value: 'ID', summary: 'only calls of this person, by the id of the directory' },
  extension: { value: 'EXTENSION', summary: 'only calls of this inside party' },
  direction: { value: DIRECTIONS.join('|'), summary: 'only this direction' },
  class: { value: 'CLASS', summary: `only this destination class: ${DESTINATION_CLASSES.join(', ')}` },
  country: { value: 'CC', summary: 'only to this country, two letters' },
  trunk: { value: 'TRUNK', summary: 'only over this trunk' },
  number: { value: 'NUMBER', summary: 'only from or to this number' },
  'account-code': { value: 'CODE', summary: 'only with this account code' },
  answered: { value: 'yes|no', summary: 'only answered, or only unanswered calls' },
  private: { value: 'yes|no', summary: 'only private, or only business calls' },
  'min-duration': { value: 'SECONDS', summary: 'only calls of at least this length' },
  'min-cost': {
    value: 'AMOUNT',
    summary: 'only calls that cost at least this much, each in its own currency',
  },
  currency: { value: 'CUR', summary: 'every cost in this currency, by the exchange rate of its day' },
  by: { value: 'NAME', summary: 'what it is told by; report explain NAME says what there is' },
  limit: { value: 'COUNT', summary: 'how many rows at most' },
  level: {
    value: 'COUNT',
    summary: 'cost centres down to this level of the tree; what lies below is added to it',
  },
  seconds: { value: 'SECONDS', summary: 'within so many seconds' },
  compare: { value: 'PERIOD', summary: 'with what period it is compared (default: the one before)' },
  with: { value: 'NAME=NUMBER,…', summary: 'numbers it judges by; report explain NAME says which' },
  file: { value: 'FILE', summary: 'a file to compare with' },
} as const;
export type ParameterName = keyof typeof REPORT_PARAMETERS;

/** What narrows every report that is made of calls. */
export const CALL_PARAMETERS = [
  'site',
  'source',
  'cost-centre',
  'person',
  'extension',
  'direction',
  'class',
  'country',
  'trunk',
  'number',
  'account-code',
  'answered',
  'private',
  'min-duration',
  'min-cost',
] as const satisfies readonly ParameterName[];

/** The same for reports that tell costs. */
export const COST_PARAMETERS = [...CALL_PARAMETERS, 'currency'] as const satisfies readonly ParameterName[];

/** The same for reports that tell directions, and answered calls from missed ones, by themselves. */
export const PARAMETERS_BESIDE_DIRECTION: readonly ParameterName[] = CALL_PARAMETERS.filter(
  (name) => name !== 'direction' && name !== 'answered',
);
