import { type TextPlace, type UndefinedReading, undefinedLine } from '../../record/reading.ts';
import { textWithin } from './placed.ts';
import { BARE, separatedPlace } from './separated-values.ts';

/** The printed texts of one record; ring and duration untrimmed, so that a shifted column shows. */
type Name =
  | ('date' | 'time' | 'trunk' | 'station' | 'ring' | 'duration' | 'number' | 'charge' | 'info')
  | ('account' | 'msn' | 'seizure' | 'route');
export type HipathFields = Readonly<Record<Name, string>>;
type Span = readonly [from: number, to: number];
type Columns = Readonly<Record<Name, Span>>;

const COMPRESSED: Columns = {
  date: [0, 8],
  time: [8, 16],
  trunk: [16, 19],
  station: [19, 25],
  ring: [25, 30],
  duration: [30, 38],
  number: [38, 63],
  charge: [63, 74],
  info: [74, 76],
  account: [76, 87],
  msn: [87, 98],
  seizure: [98, 103],
  route: [103, 105],
};

const HICOM_150: Columns = {
  date: [0, 8],
  time: [9, 17],
  trunk: [18, 21],
  station: [22, 28],
  ring: [29, 34],
  duration: [35, 43],
  number: [44, 64],
  charge: [65, 76],
  info: [77, 79],
  // The printed form ends here.
  account: [79, 79],
  msn: [79, 79],
  seizure: [79, 79],
  route: [79, 79],
};

const HICOM_118: Columns = {
  ...HICOM_150,
  trunk: [18, 20],
  station: [21, 26],
  ring: [27, 32],
  duration: [33, 41],
  number: [42, 62],
  charge: [63, 74],
  info: [75, 77],
};

/** Hicom 118 ends in column 77, where Hicom 150 has a blank before its info element. */
function printedColumns(text: string): Columns {
  return text.charAt(76) === ' ' ? HICOM_150 : HICOM_118;
}

const NAMES = Object.keys(COMPRESSED);

/** The characters of a field in whichever of its forms the record is. */
export function hipathPlace(text: string, field: string): TextPlace | null {
  const behindDate = text.charAt(8);
  if (behindDate === '|') return separatedPlace(text, '|', NAMES.indexOf(field), BARE);
  const columns = behindDate === ' ' ? printedColumns(text) : COMPRESSED;
  return textWithin(text, ...columns[field as Name]);
}

/** The fields of a line that begins with a date; its form shows from what stands behind it. */
export function hipathFieldsOf(text: string): HipathFields | UndefinedReading {
  const behindDate = text.charAt(8);
  if (behindDate === '') return undefinedLine('too_short', 'the line ends behind its date');
  if (behindDate === '|') return fieldsOfPipes(text);
  if (behindDate === ' ') return fieldsOfPrint(text);
  if (text.length < 76) return undefinedLine('too_short', 'the line ends before column 76 (info element)');
  // The info element is right-justified: a blank in its last column means that the columns are shifted.
  if (!/\d/.test(text.charAt(75))) {
    return undefinedLine(
      'bad_number_field',
      'columns 75 to 76 (info element) are not a whole number',
      'info',
    );
  }
  // Right-justified columns are full to their end, even where trailing blanks were removed.
  for (const [from, to] of [COMPRESSED.msn, COMPRESSED.seizure]) {
    if (text.length > from && text.length < to && text.slice(from).trim() !== '') {
      return undefinedLine('too_short', 'the line ends in the middle of the MSN or the seizure code');
    }
  }
  return cut(text, COMPRESSED);
}

function fieldsOfPrint(text: string): HipathFields | UndefinedReading {
  const columns = printedColumns(text);
  const [, end] = columns.info;
  if (text.length < end) return undefinedLine('too_short', 'the line ends before its info element');
  if (!/^\d( |$)/.test(text.slice(end - 1, end + 1))) {
    return undefinedLine(
      'bad_number_field',
      'the info element of the printed form is not a whole number',
      'info',
    );
  }
  return cut(text, columns);
}

function cut(text: string, columns: Columns): HipathFields | UndefinedReading {
  const whole = [
    columns.trunk,
    columns.station,
    columns.number,
    columns.account,
    columns.msn,
    columns.seizure,
  ];
  const broken = whole.find((span) =>
    text
      .slice(...span)
      .trim()
      .includes(' '),
  );
  if (broken !== undefined) {
    const detail = 'a blank stands within a column, so the columns are shifted';
    return undefinedLine('unknown_layout', detail, textWithin(text, ...broken));
  }
  const slice = (name: Name): string => text.slice(...columns[name]);
  return {
    date: slice('date'),
    time: slice('time'),
    trunk: slice('trunk').trim(),
    station: slice('station').trim(),
    ring: slice('ring'),
    duration: slice('duration'),
    number: slice('number').trim(),
    charge: slice('charge').trim(),
    info: slice('info').trim(),
    account: slice('account').trim(),
    msn: slice('msn').trim(),
    seizure: slice('seizure').trim(),
    route: slice('route').trim(),
  };
}

/** Nine columns always, more as the system is set; what follows the route is not documented and stays unread. */
function fieldsOfPipes(text: string): HipathFields | UndefinedReading {
  const columns = text.split('|').map((column) => column.trim());
  // Each column is closed by a bar; what stands behind the last one may be cut.
  const open = columns.length - 1;
  const column = (index: number): string => (index < open || index === 8 ? (columns[index] ?? '') : '');
  if (columns.length < 9)
    return undefinedLine('too_short', `${columns.length} columns where 9 or more are known`);
  // Without a closing bar these may have lost their second digit: 3 is then another record than 35.
  if (columns.length === 9 && /^[358]?$/.test(column(8))) {
    return undefinedLine('too_short', 'the line ends in column 9 (info element)');
  }
  return {
    date: column(0),
    time: column(1),
    trunk: column(2),
    station: column(3),
    ring: column(4),
    duration: column(5),
    number: column(6),
    charge: column(7),
    info: column(8),
    account: column(9),
    msn: column(10),
    seizure: column(11),
    route: column(12),
  };
}
