import { type Document, isAlias, isScalar, LineCounter, type Node, parseDocument, visit } from 'yaml';
import type { Finding, Path } from './finding.ts';
import { followPath } from './follow-path.ts';
import { syntaxMessage } from './yaml-messages.ts';

export interface Place {
  /** From 1. */
  readonly line: number;
  readonly column: number;
}

/** What keeps a text from being a document. */
export interface Fault extends Place {
  readonly message: string;
}

/** A document as plain values, with the way back to its lines. */
export interface YamlText {
  readonly value: unknown;
  /** Where a key or value stands; of what is missing, the key it should stand under. */
  readonly place: (path: Path, at: Finding['at']) => Place;
  /** A scalar as it is written, without its quotes. */
  readonly written: (path: Path) => string | undefined;
}

export type ReadYaml =
  | { readonly ok: true; readonly yaml: YamlText }
  | { readonly ok: false; readonly faults: readonly Fault[] };

type PlaceOf = (offset: number) => Place;
type Parsed = Document.Parsed;

/** The largest document there is has a few thousand lines; more is another file by mistake. */
const MOST_CHARACTERS = 1_048_576;
/** Aliases of aliases grow without bound ("billion laughs"). */
const MOST_ALIASES = 100;
const START: Place = { line: 1, column: 1 };

/** Never throws, whatever the text. */
export function readYaml(text: string): ReadYaml {
  const refused = (message: string): ReadYaml => ({ ok: false, faults: [{ ...START, message }] });
  if (text.length > MOST_CHARACTERS)
    return refused('the text has more than 1 MiB; that is hardly a configuration.');
  try {
    return parse(text);
  } catch (error) {
    // The parser recurses: brackets in brackets by the thousand exhaust its stack.
    if (error instanceof RangeError) return refused('keys and lists are nested too deep.');
    throw error;
  }
}

function parse(text: string): ReadYaml {
  const lines = new LineCounter();
  const placeOf: PlaceOf = (offset) => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    // The rules of YAML 1.2 whatever a directive says: NO is a country, not false.
    schema: 'core',
    merge: false,
    resolveKnownTags: false,
    stringKeys: true,
    // Compares every key with every other; keyFaults does not.
    uniqueKeys: false,
    // Anything quieter hides a second document too.
    logLevel: 'error',
  });
  const syntax = [...document.errors, ...document.warnings].map((error) => ({
    // Where the stack ended is chance.
    ...(error.code === 'RESOURCE_EXHAUSTION' ? START : placeOf(error.pos[0])),
    message: syntaxMessage(error),
  }));
  if (syntax.length > 0) return { ok: false, faults: firstOfEachLine(syntax) };
  const aliases = aliasesOf(document, placeOf);
  const faults = [...keyFaults(document, placeOf), ...aliases.faults];
  if (faults.length > 0) return { ok: false, faults };
  return valuesOf(document, aliases.first, placeOf);
}

/** One slip makes the parser stumble over the rest of the line. */
function firstOfEachLine(faults: readonly Fault[]): Fault[] {
  const lines = new Map<number, Fault>();
  for (const fault of faults) if (!lines.has(fault.line)) lines.set(fault.line, fault);
  return [...lines.values()];
}

function valuesOf(document: Parsed, firstAlias: Place, placeOf: PlaceOf): ReadYaml {
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: MOST_ALIASES });
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    const message = 'the aliases (*name) unfold to too much; write the values out.';
    return { ok: false, faults: [{ ...firstAlias, message }] };
  }
  const follow = followPath(document);
  const place: YamlText['place'] = (path, at) => {
    const { key, value, whole } = follow(path);
    // Of a list or mapping the key is what people look for; of an empty value it is all there is.
    const itself = whole && at === 'value' && (isAlias(value) || (isScalar(value) && value.source !== ''));
    return placeOf((itself ? value : key)?.range?.[0] ?? 0);
  };
  const written: YamlText['written'] = (path) => {
    const { value, whole } = follow(path);
    return whole && isScalar(value) ? value.source : undefined;
  };
  return { ok: true, yaml: { value, place, written } };
}

function keyFaults(document: Parsed, placeOf: PlaceOf): Fault[] {
  const faults: Fault[] = [];
  visit(document, {
    Map(_, map) {
      const lines = new Map<string, number>();
      for (const { key } of map.items) {
        if (!isScalar(key)) continue;
        const name = String(key.value);
        const place = placeOf(key.range?.[0] ?? 0);
        const before = lines.get(name);
        // JavaScript gives this name a meaning of its own, and schemas pass over it in silence.
        if (name === '__proto__') faults.push({ ...place, message: 'a key cannot be “__proto__”.' });
        else if (before === undefined) lines.set(name, place.line);
        else
          faults.push({
            ...place,
            message: `“${name}” stands here a second time; the first is on line ${before}.`,
          });
      }
    },
  });
  return faults;
}

function aliasesOf(document: Parsed, placeOf: PlaceOf): { first: Place; faults: Fault[] } {
  const anchors = new Map<string, Node>();
  const places: Place[] = [];
  const faults: Fault[] = [];
  visit(document, {
    Node(_, node, ancestors) {
      if (!isAlias(node)) {
        if (node.anchor !== undefined) anchors.set(node.anchor, node);
        return;
      }
      const place = placeOf(node.range?.[0] ?? 0);
      const meant = anchors.get(node.source);
      places.push(place);
      if (meant === undefined) {
        faults.push({
          ...place,
          message: `*${node.source} names nothing: no &${node.source} stands before it.`,
        });
      } else if (ancestors.includes(meant)) {
        faults.push({ ...place, message: `*${node.source} stands inside of what it names.` });
      }
    },
  });
  const tooMany = places[MOST_ALIASES];
  if (tooMany)
    faults.push({ ...tooMany, message: `more than ${MOST_ALIASES} aliases (*name); write the values out.` });
  return { first: places[0] ?? START, faults };
}
