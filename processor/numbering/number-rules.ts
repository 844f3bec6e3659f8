/** What the numbering plan can do with a number, in the order it asks; a step that decides is the last one. */
export const NUMBER_RULES = {
  withheld: 'digits of it were withheld, so the plan has no say',
  feature: 'it begins with * or #, which is a feature of the telephone system',
  no_digits: 'it is no digits that a plan could read, so it stays as sent',
  outside_line_prefix: 'the outside-line prefix in front is taken off',
  emergency: 'it is an emergency number of the country or the site',
  extension: 'it is an extension',
  area_code: 'it is dialled without its area code, which is put in front',
  own_number: 'it is one of the site’s own numbers, and what follows their beginning is the extension',
  no_country: 'the site has no country, so only numbers behind a + are read',
  not_valid: 'no numbering plan has it, so it stays as sent',
  valid: 'it is a number of a numbering plan',
} as const;
export type NumberRule = keyof typeof NUMBER_RULES;

/** Told of each step, and by which setting or country it was taken. */
export type TellRule = (rule: NumberRule, by: string | null) => void;
