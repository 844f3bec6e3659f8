/** What all spellings of one name have in common: neither case, accents nor how many blanks stand where. */
export function foldedName(name: string): string {
  return folded(name).trim();
}

/** A text as names are compared. */
export function folded(text: string): string {
  const low = text.toLowerCase();
  const plain = /^[\x20-\x7e]*$/.test(low)
    ? low
    : low
        .normalize('NFD')
        .replace(/\p{M}/gu, '')
        .replace(LETTER, (letter) => LETTERS[letter] ?? letter);
  return plain.replace(/\s+/g, ' ');
}

/** Where each sign of a folded text stood, and its end. */
export function placesOfFolded(given: string): readonly number[] {
  const places: number[] = [];
  let [at, blank] = [0, false];
  for (const sign of given) {
    const part = blank && /^\s$/.test(sign) ? '' : folded(sign);
    for (let place = 0; place < part.length; place++) places.push(at);
    if (part !== '') blank = part === ' ';
    at += sign.length;
  }
  places.push(at);
  return places;
}

/** Letters that are no other letter with an accent, as they are spelt without them. */
const LETTERS: Readonly<Record<string, string>> = {
  ...{ ß: 'ss', ø: 'o', ł: 'l', đ: 'd', æ: 'ae', œ: 'oe', ς: 'σ' },
};
const LETTER = new RegExp(`[${Object.keys(LETTERS).join('')}]`, 'g');
