import type { NumberToFind } from '../privacy/number-traces.ts';
import { numberParts } from '../processor/numbering/number-parts.ts';
import { createNumberingPlan } from '../processor/numbering/numbering.ts';
import { KIND } from '../record/number.ts';
import type { Configuration } from '../settings/configuration.ts';
import { numberForms } from './number-forms.ts';

/** The number that somebody typed as the plan of each site reads it; or its digits, where none knows it. */
export function numbersToFind(text: string, sites: Configuration['sites']): NumberToFind[] {
  const bare = text.replace(/[^\d+]/g, '');
  const outside_prefixes = Object.values(sites)
    .map(({ outside_line_prefix: prefix }) => prefix)
    .filter((prefix) => prefix !== '');
  const typed = bare.startsWith('+') ? [Number(bare.slice(1))] : [];
  const read = Object.values(sites).map((site) => createNumberingPlan(site).party(bare, 'called').number);
  const whole = new Set([...typed, ...read.filter((number) => number < KIND)]);
  const found = [...whole].flatMap((number) => {
    const parts = numberParts(String(number));
    if (parts === null) return [];
    const { national, country_code } = parts;
    const dialled = [text, `+${number}`, national, `0${national}`, `00${number}`].flatMap((digits) =>
      ['', ...outside_prefixes].map((prefix) => (digits.startsWith('+') ? digits : prefix + digits)),
    );
    const stored = [...new Set(dialled.flatMap((digits) => numberForms(digits, sites)))];
    return [{ national, country_code, outside_prefixes, stored }];
  });
  if (found.length > 0) return found;
  const national = bare.replace(/^[+0]+/, '');
  return [{ national, country_code: null, outside_prefixes, stored: numberForms(text, sites) }];
}
