/** After so many tries, or so long, what is left is shown as it is. */
const TRIES_MAX = 600;
const PATIENCE_MS = 4000;

type Test = (document: readonly string[]) => Promise<boolean>;

/** Leaves out of a document whatever it breaks the same law without: first pieces, then bytes of them. */
export async function shrunk(document: readonly string[], stillBreaks: Test): Promise<readonly string[]> {
  const until = performance.now() + PATIENCE_MS;
  let tries = TRIES_MAX;
  const goOn = (): boolean => tries > 0 && performance.now() < until;
  const fails: Test = (candidate) => {
    tries -= 1;
    return stillBreaks(candidate);
  };
  const pieces = await fewer([...document], fails, goOn);
  for (const [at, piece] of pieces.entries()) {
    const within: Test = (bytes) => fails(pieces.with(at, bytes.join('')));
    pieces[at] = (await fewer([...piece], within, goOn)).join('');
  }
  return pieces.filter((piece) => piece !== '');
}

/** Leaves out ever smaller stretches of a list. */
async function fewer(items: string[], fails: Test, goOn: () => boolean): Promise<string[]> {
  let left = items;
  for (let size = Math.ceil(items.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < left.length; ) {
      if (!goOn()) return left;
      const without = [...left.slice(0, at), ...left.slice(at + size)];
      if (await fails(without)) left = without;
      else at += size;
    }
  }
  return left;
}
