import {
  BLANKED_LETTERS,
  beginningAt,
  blankedUnit,
  type Found,
  isFiller,
  type UnitForm,
} from './unit-form.ts';

/** What a place may be where a record begins anew: a start tag, or the first two bytes of a record that was blanked. */
type Mark = { readonly at: number; readonly stop: number; readonly closes: boolean };

/**
 * Elements of one name, from start tag to end tag. One that broke off ends before the next start tag; what lies between
 * is cut at line ends and before start tags. Only the tags count: no FreeSWITCH writes comments or CDATA into records.
 */
export function xmlForm(element: string, limit: number): UnitForm {
  const start = `<${element}`;
  const end = `</${element}>`;
  const marks = new RegExp(`${end}|${start}(?=[\\s/>])|\\x7f(?=[${BLANKED_LETTERS}])`, 'g');
  const begins = new RegExp(`${start}(?=[\\s/>])|\\x7f(?=[${BLANKED_LETTERS}])`, 'g');
  const lineEndOrBegin = new RegExp(`[\\r\\n]|${begins.source}`, 'g');

  function mark(pattern: RegExp, block: string, from: number): Mark | null {
    pattern.lastIndex = from;
    const found = pattern.exec(block);
    if (found === null) return null;
    const closes = found[0] === end;
    return { at: found.index, stop: found.index + (closes ? end.length : 0), closes };
  }

  /** Where the last characters of the block can be the first of a tag. */
  function certainEnd(block: string, from: number, tags: readonly string[], last: boolean): number {
    if (last) return block.length;
    for (let at = Math.max(from, block.length - end.length + 1); at < block.length; at++) {
      const tail = block.slice(at);
      if (tags.some((tag) => tag.startsWith(tail))) return at;
    }
    return block.length;
  }

  const BEGIN_TAGS = [start, '\x7f'];
  const ALL_TAGS = [end, ...BEGIN_TAGS];

  function foundBetween(block: string, from: number, search: number, last: boolean): Found {
    const found = mark(lineEndOrBegin, block, search);
    const stop = found?.at ?? certainEnd(block, search, BEGIN_TAGS, last);
    return { start: from, stop, ended: found !== null, whole: found !== null, between: true };
  }

  function foundElement(block: string, from: number, last: boolean): Found {
    const found = mark(marks, block, from + start.length);
    const stop = found?.stop ?? certainEnd(block, from + start.length, BEGIN_TAGS, last);
    return { start: from, stop, ended: found !== null, whole: found?.closes === true, between: false };
  }

  return {
    next(block, at, last) {
      const beginning = beginningAt(block, at, limit, isFiller);
      const { line, first } = beginning;
      if (first - line > limit) return foundBetween(block, line, first, last);
      if (first === block.length) return { wait: line };
      const blanked = blankedUnit(block, beginning, last);
      if (blanked !== null) return blanked;
      if (mark(begins, block, first)?.at === first) return foundElement(block, first, last);
      if (certainEnd(block, first, BEGIN_TAGS, last) === first) return { wait: line };
      return foundBetween(block, line, first, last);
    },
    // An end tag can lie across the limit.
    rest: (_block, { between }, at) =>
      between ? { at, rest: 'line' } : { at: at - end.length + 1, rest: 'xml' },
    skip(block, at, rest, last) {
      const ofLine = rest === 'line';
      const found = mark(ofLine ? lineEndOrBegin : marks, block, at);
      if (found !== null) return { at: found.stop, rest: null };
      return { at: certainEnd(block, at, ofLine ? BEGIN_TAGS : ALL_TAGS, last), rest };
    },
  };
}
