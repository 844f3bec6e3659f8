import { parsePhoneNumberFromString } from 'libphonenumber-js/max';

/** A number in E.164 as its country code and what is dialled within that country. */
export interface NumberParts {
  readonly country_code: string;
  readonly national: string;
}

/** Null where the digits are those of no country. */
export function numberParts(digits: string): NumberParts | null {
  const parsed = parsePhoneNumberFromString(`+${digits}`, { extract: false });
  if (parsed === undefined) return null;
  return {
    country_code: parsed.countryCallingCode,
    // With the 0 in front where it belongs to the number (Italy).
    national: digits.slice(parsed.countryCallingCode.length),
  };
}
