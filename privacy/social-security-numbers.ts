/** Digits that a caller is asked for by a machine come without marks, so only what checks or stands alone is taken. */
const PATTERNS = {
  // Nine digits of which no group is all zeros; without dashes only where nothing else was dialled.
  us: /(?<!\d)(?!000|666|9)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?!\d)|^(?!000|666|9)\d{3}(?!00)\d{2}(?!0000)\d{4}#?$/g,
  fr: /(?<!\d)[12]\d{14}(?!\d)/g,
  ch: /(?<!\d)756(?:\.?\d{4}){2}\.?\d{2}(?!\d)/g,
} as const;
export type SocialSecurityCountry = keyof typeof PATTERNS;

const CHECKS: Readonly<Record<SocialSecurityCountry, (digits: string) => boolean>> = {
  us: () => true,
  fr: (digits) => 97 - Number(BigInt(digits.slice(0, 13)) % 97n) === Number(digits.slice(13)),
  ch: (digits) => {
    const sum = [...digits].reduce(
      (total, digit, place) => total + Number(digit) * (place % 2 === 0 ? 1 : 3),
      0,
    );
    return sum % 10 === 0;
  },
};

/** The social-security numbers of these countries among dialled or collected digits. */
export function socialSecurityNumbersIn(text: string, countries: readonly SocialSecurityCountry[]): string[] {
  return countries.flatMap((country) =>
    [...text.matchAll(PATTERNS[country])]
      .map(([found]) => found.replace(/#$/, ''))
      .filter((found) => CHECKS[country](found.replaceAll(/\D/g, ''))),
  );
}
