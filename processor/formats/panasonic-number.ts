import type { CallReading, UndefinedReading } from '../../record/reading.ts';
import { undefinedLine } from '../../record/reading.ts';

/** Texts in the place of the number that are no calls: log-in, absence, hotel. */
const NO_CALL = /^(?:LOG IN|LOG OUT|In the office|Check in|Check out|Timed Reminder\/.*)$/i;
/** `<D>` and digits of the direct line, then `<I>` and the caller; older systems print the word. */
const INCOMING = /^(?:<D>([^<]*))?<\s*(I|incoming)\s*>(.*)$/i;
/** Digits, `.` hidden, `X` private, `P` pause, `F` hook flash, `=` behind the code of a host system, `-` behind a transfer. */
const NUMBER = /^[\d*#.XPF=+-]+$/;

/** Who called whom, as the columns of number, extension and line tell. */
export type PrintedParties = Pick<
  CallReading,
  | ('direction' | 'calling' | 'called' | 'dialled' | 'calling_name')
  | ('calling_extension' | 'called_extension' | 'trunk')
> & {
  readonly extra: Readonly<Record<string, string>>;
  /** The text shows itself that it is whole, so nothing need follow. */
  readonly closed: boolean;
};

export function isNoCall(number: string): boolean {
  return NO_CALL.test(number);
}

export function partiesPrinted(
  number: string,
  extension: string,
  line: string,
): PrintedParties | UndefinedReading {
  if (number === '' && extension === '') {
    return undefinedLine('missing_field', 'neither extension nor number is printed', ['extension', 'number']);
  }
  // 00 is any line above 99, where two columns are too few.
  const trunk = line === '' || line === '00' ? null : line;
  const inside = insideOf(extension);
  const incoming = INCOMING.exec(number);
  if (incoming !== null) return incomingOf(incoming, inside, trunk);
  const intercom = /^EXT(\S+)$/.exec(number)?.[1];
  const outside = intercom === undefined && line !== '';
  if (intercom === undefined && !outside && !NUMBER.test(number)) {
    return undefinedLine(
      'unknown_record_type',
      'a text that is not known stands in the place of the number',
      'number',
    );
  }
  // Digits behind the mark were entered after a transfer: codes and menus, nobody's number, perhaps a secret.
  const transferred = intercom === undefined ? number.indexOf('-') : -1;
  const called = transferred > 0 ? number.slice(0, transferred) : number;
  return {
    direction: outside ? 'outgoing' : intercom === undefined ? null : 'internal',
    calling: inside.extension,
    called: (intercom ?? called) || null,
    dialled: null,
    calling_name: null,
    calling_extension: inside.extension,
    called_extension: intercom ?? null,
    trunk,
    extra: transferred > 0 ? { ...inside.extra, transferred: 'yes' } : inside.extra,
    closed: intercom !== undefined,
  };
}

function incomingOf(
  [, direct = '', word = '', caller = '']: RegExpExecArray,
  inside: Inside,
  trunk: string | null,
): PrintedParties {
  const text = caller.trim();
  const isNumber = NUMBER.test(text);
  return {
    direction: 'incoming',
    calling: isNumber ? text : null,
    called: inside.extension,
    dialled: direct || null,
    calling_name: isNumber ? null : text || null,
    calling_extension: null,
    called_extension: inside.extension,
    trunk,
    extra: direct === '' ? inside.extra : { ...inside.extra, ddi: direct },
    closed: word.length > 1 && text === '',
  };
}

interface Inside {
  readonly extension: string | null;
  readonly extra: Readonly<Record<string, string>>;
}

/** `T001` is a tie line's trunk group, `*123` a verification code, which is a secret; both are nobody's extension. */
function insideOf(printed: string): Inside {
  if (/^T\d+$/.test(printed)) return { extension: null, extra: { tie_line: printed } };
  if (printed.startsWith('*')) return { extension: null, extra: { verified: 'yes' } };
  return { extension: printed || null, extra: {} };
}
