/** Places counted from 0, the end not included. */
type Span = readonly [from: number, to: number];

/** The texts of one record, blanks around them cut off; those a layout does not have are empty. */
export type PanasonicField =
  | ('date' | 'time' | 'extension' | 'line' | 'number')
  | ('ring' | 'duration' | 'cost' | 'account' | 'condition' | 'tenant' | 'mark');

export interface PanasonicLayout {
  readonly name: string;
  readonly spans: Readonly<Partial<Record<PanasonicField, Span>>>;
  /** Places that are blank in every record. */
  readonly blank: readonly number[];
  /** What the columns of the extension hold; its place in them tells layouts apart. */
  readonly extension: RegExp;
  /** What the printed time is. */
  readonly time: 'start' | 'end';
}

const RIGHT_JUSTIFIED = /^ *\S+$/;

/** KX-TDA, TDE, NCP and NS; also KX-TD816, TD1232. Without charges. */
const A: PanasonicLayout = {
  name: 'A',
  spans: {
    date: [0, 8],
    time: [9, 16],
    extension: [17, 22],
    line: [23, 25],
    number: [26, 51],
    ring: [52, 56],
    duration: [57, 65],
    account: [66, 76],
    condition: [77, 80],
  },
  blank: [8, 16, 22, 25, 51, 56, 65, 76],
  extension: RIGHT_JUSTIFIED,
  time: 'end',
};

/** The same systems with charges, without ringing time. */
const B: PanasonicLayout = {
  name: 'B',
  spans: {
    date: [0, 8],
    time: [9, 16],
    extension: [17, 21],
    line: [22, 24],
    number: [25, 45],
    duration: [46, 54],
    cost: [55, 65],
    account: [66, 76],
    condition: [77, 80],
  },
  blank: [8, 16, 21, 24, 45, 54, 65, 76],
  extension: RIGHT_JUSTIFIED,
  time: 'end',
};

/** The same systems on 120 columns. */
const C: PanasonicLayout = {
  name: 'C',
  spans: {
    date: [0, 8],
    time: [9, 16],
    extension: [17, 22],
    line: [23, 27],
    number: [28, 78],
    ring: [79, 83],
    duration: [84, 92],
    cost: [93, 104],
    account: [105, 115],
    condition: [116, 119],
  },
  blank: [8, 16, 22, 27, 78, 83, 92, 104, 115],
  extension: RIGHT_JUSTIFIED,
  time: 'end',
};

/** Type A of the KX-TD500, with tenants. */
const TD500: PanasonicLayout = {
  name: 'TD500 A',
  spans: {
    date: [0, 8],
    time: [9, 14],
    tenant: [17, 18],
    extension: [19, 25],
    line: [26, 32],
    number: [33, 52],
    ring: [53, 57],
    duration: [58, 66],
    account: [67, 77],
    condition: [78, 80],
  },
  blank: [8, 14, 15, 16, 18, 25, 32, 52, 57, 66, 77],
  extension: /^ *[A-Z]\d+ *$/,
  time: 'end',
};

/** KX-TA308 and 616, TE, TEM, KX-T1232: blanks for leading zeros, a clock of twelve hours. */
const TA: PanasonicLayout = {
  name: 'TA',
  spans: {
    date: [0, 8],
    mark: [9, 10],
    time: [10, 17],
    // The fourth column is the B of a call that the built-in voice message answered.
    extension: [18, 22],
    line: [23, 25],
    number: [26, 64],
    duration: [64, 73],
    account: [74, 90],
  },
  blank: [8, 17, 22, 25, 73],
  extension: /^/,
  time: 'start',
};

const FIXED = [A, B, C, TD500];

/** The layout of a line that begins with a date; null where none fits, or more than one. */
export function panasonicLayoutOf(line: string): PanasonicLayout | null {
  if (/^.{8} [ *][ \d]\d:\d\d[AP]M /.test(line)) return hasBlanks(line, TA) ? TA : null;
  const timed = FIXED.filter((layout) => hasDuration(line, layout) && hasBlanks(line, layout));
  if (timed.length > 0) return timed.length === 1 ? (timed[0] ?? null) : null;
  // Without a duration the columns before the number tell: it begins in its first one.
  const bare = FIXED.filter((layout) => beginsNumber(line, layout) && hasBlanks(line, layout));
  return bare.length === 1 ? (bare[0] ?? null) : null;
}

export function panasonicField(line: string, { spans }: PanasonicLayout, name: PanasonicField): string {
  const span = spans[name];
  return span === undefined ? '' : line.slice(...span).trim();
}

/** The place behind the duration: a line that ends before it was cut, or has no duration. */
export function endOfDuration({ spans }: PanasonicLayout): number {
  return spans.duration?.[1] ?? 0;
}

function hasDuration(line: string, { spans }: PanasonicLayout): boolean {
  const [from, to] = spans.duration ?? [0, 0];
  return /^(?:\d\d:\d\d|\*\*:\*\*)'(?:\d\d|\*\*)$/.test(line.slice(from, to));
}

function hasBlanks(line: string, { blank }: PanasonicLayout): boolean {
  return blank.every((place) => line.charAt(place) === ' ' || place >= line.length);
}

/** True where extension, line and the duration's place hold what they may and the number begins in its first column. */
function beginsNumber(line: string, { spans, extension }: PanasonicLayout): boolean {
  const [first, last] = spans.number ?? [0, 0];
  const number = line.slice(first, last);
  if (!/^\S/.test(number)) return false;
  const [from, to] = spans.extension ?? [0, 0];
  const [lineFrom, lineTo] = spans.line ?? [0, 0];
  const duration = line.slice(...(spans.duration ?? [0, 0]));
  return (
    extension.test(line.slice(from, to)) &&
    /^(?: *|[\dT]+ *)$/.test(line.slice(lineFrom, lineTo)) &&
    duration.trim() === ''
  );
}
