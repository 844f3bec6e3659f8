/**
 * Whether a path matches a pattern of `*` (any characters but `/`) and `?` (one of them). A pattern without `/` speaks of
 * the file's name alone. Upper and lower case are the same: `*.csv` is meant to find `CDR.CSV`. Never slower than
 * length times length, whatever the pattern.
 */
export function matchesPattern(path: string, pattern: string): boolean {
  const subject = pattern.includes('/') ? path : path.slice(path.lastIndexOf('/') + 1);
  return matches(subject.toLowerCase(), pattern.toLowerCase());
}

function matches(text: string, pattern: string): boolean {
  let t = 0;
  let p = 0;
  let star = -1;
  let starText = 0;
  while (t < text.length) {
    const wanted = pattern[p];
    if (wanted === '*') {
      star = p++;
      starText = t;
    } else if (wanted !== undefined && (wanted === text[t] || (wanted === '?' && text[t] !== '/'))) {
      p++;
      t++;
    } else if (star >= 0 && text[starText] !== '/') {
      // The last star takes one character more.
      p = star + 1;
      t = ++starText;
    } else {
      return false;
    }
  }
  while (pattern[p] === '*') p++;
  return p === pattern.length;
}
