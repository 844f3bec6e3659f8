import type { SmallCall, SmallCompany } from './small-company.ts';

/** What goes over the trunk thames is charged by a carrier of that name, in pounds. */
const TARIFFS = {
  carriers: [
    { name: 'thames', trunks: ['PJSIP/thames'] },
    { name: 'alpha', trunks: ['PJSIP/provider'] },
  ],
  bands: [{ name: 'night', hours: ['18:00-24:00'] }],
};
const THAMES = `prefix,name,connection_fee,per_minute,minimum_seconds,first_increment_seconds,next_increment_seconds
44,United Kingdom,0,0.03,0,1,1
49,Germany,0.000001,0.0471,0,7,1
`;

const RATES: readonly object[] = [
  { currency: 'GBP', in: 'EUR', rate: '1.15235', from: '2026-01-01' },
  { currency: 'GBP', in: 'EUR', rate: '1.1', from: '2026-10-20' },
];

/** The small company with a second carrier, and rates of its currency. */
export async function openInTwoCurrencies(
  company: SmallCompany,
  calls: readonly SmallCall[],
  more: object = {},
): Promise<SmallCompany> {
  const sheets = [{ carrier: 'thames', currency: 'GBP', text: THAMES }];
  return await company.open(calls, { tariffs: TARIFFS, exchange_rates: RATES, ...more }, sheets);
}
