import type { ErrorCode, YAMLError } from 'yaml';

const ANCHORS =
  'anchors (&name), aliases (*name) and tags (!name) are mixed up here; put the text in quotes if it begins with &, * or !.';

/** The parser's own words name its tokens; these say what to look for. */
const MESSAGES: Readonly<Record<ErrorCode, string>> = {
  ALIAS_PROPS: ANCHORS,
  BAD_ALIAS: ANCHORS,
  BAD_COLLECTION_TYPE: ANCHORS,
  BAD_DIRECTIVE: 'a line that begins with % is an instruction to the reader, and this one is not known.',
  BAD_DQ_ESCAPE: 'in double quotes \\ begins a special sign such as \\n; write \\\\, or use single quotes.',
  BAD_INDENT: 'the indentation does not fit the lines around it, or a bracket is not closed.',
  BAD_PROP_ORDER: ANCHORS,
  BAD_SCALAR_START: 'a text cannot begin with this sign; put it in quotes.',
  BLOCK_AS_IMPLICIT_KEY:
    'a key stands inside a value: give every key a line of its own, indent them alike, and put texts with “: ” in quotes.',
  BLOCK_IN_FLOW: 'inside brackets, keys and lists are written in brackets too.',
  DUPLICATE_KEY: 'this key stands here a second time.',
  IMPOSSIBLE: 'this cannot be read.',
  KEY_OVER_1024_CHARS: 'a key has more than 1,024 characters; is a colon missing?',
  MISSING_CHAR: 'a sign is missing here: a quote, comma, colon, blank or closing bracket.',
  MULTILINE_IMPLICIT_KEY:
    'a key and its colon with a blank after it stand on one line; is the colon or blank missing, or the indentation off?',
  MULTIPLE_ANCHORS: ANCHORS,
  MULTIPLE_DOCS: 'a second document begins here (---); the configuration is one document.',
  MULTIPLE_TAGS: ANCHORS,
  NON_STRING_KEY: 'a key is a plain word or a text in quotes.',
  RESOURCE_EXHAUSTION: 'keys and lists are nested too deep.',
  TAB_AS_INDENT: 'lines are indented with blanks; this one has a tab.',
  TAG_RESOLVE_FAILED: 'tags (!name) have no meaning here; put the text in quotes if it begins with !.',
  UNEXPECTED_TOKEN:
    'this cannot stand here: is a quote or bracket one too many, or does text follow the end of a value?',
};

export function syntaxMessage(error: YAMLError): string {
  if (error.code === 'MISSING_CHAR' && /closing ['"]quote/.test(error.message))
    return 'a quote is opened and not closed.';
  return MESSAGES[error.code];
}
