import { type Document, isAlias, isMap, isNode, isScalar, isSeq, type Node, type YAMLMap } from 'yaml';
import type { Path } from './finding.ts';

interface Pair {
  readonly key: Node | null;
  readonly value: Node | null;
}

/** The deepest node on a path, the key it stands under, and whether the path goes no further. */
interface Followed extends Pair {
  readonly whole: boolean;
}

/** Follows a path through a parsed document. Keys are looked up once per mapping: a document may be wrong all over. */
export function followPath(document: Document.Parsed): (path: Path) => Followed {
  const known = new WeakMap<YAMLMap, ReadonlyMap<string, Pair>>();
  const pairsOf = (map: YAMLMap): ReadonlyMap<string, Pair> => {
    const pairs =
      known.get(map) ?? new Map(map.items.map(({ key, value }) => [nameOf(key), pairOf(key, value)]));
    known.set(map, pairs);
    return pairs;
  };
  return (path) => {
    let stand: Pair = { key: null, value: document.contents };
    for (const step of path) {
      const container = isAlias(stand.value) ? stand.value.resolve(document) : stand.value;
      const next = stepInto(container, step, pairsOf);
      if (next === undefined) return { ...stand, whole: false };
      stand = next;
    }
    return { ...stand, whole: true };
  };
}

function stepInto(
  container: unknown,
  step: string | number,
  pairsOf: (map: YAMLMap) => ReadonlyMap<string, Pair>,
) {
  if (isMap(container)) return pairsOf(container).get(String(step));
  const item: unknown = isSeq(container) && typeof step === 'number' ? container.items[step] : undefined;
  return isNode(item) ? pairOf(item, item) : undefined;
}

const nameOf = (key: unknown): string => (isScalar(key) ? String(key.value) : '');

function pairOf(key: unknown, value: unknown): Pair {
  return { key: isNode(key) ? key : null, value: isNode(value) ? value : null };
}
