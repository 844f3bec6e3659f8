/** First and last column, counted from 1, as the tables of the vendor give them. */
type Columns = readonly [first: number, last: number];

/** The fields that say more about a call than who, whom and how long; kept as printed where a layout has them. */
export const AVAYA_DETAILS = [
  'access_code_dialed',
  'frl',
  'incoming_circuit',
  'outgoing_circuit',
  'feature_flag',
  'attendant_console',
  'node',
  'ins',
  'nsv',
  'ixc',
  'bcc',
  'ma_uui',
  'resource_flag',
  'packet_count',
  'tsc_flag',
  'ppm',
] as const;
type Detail = (typeof AVAYA_DETAILS)[number];

/** Where the fields stand. Authorisation codes are secrets: no layout says where they are, so nobody can read them. */
export interface AvayaLayout {
  /** hhmm, the end of the call. */
  readonly time: Columns;
  /** hmmt: an hour, minutes, tenths of minutes. */
  readonly duration: Columns;
  readonly condition: Columns;
  readonly access_code_used: Columns;
  readonly dialed: Columns;
  /** More than one place where the digits are not printed side by side. */
  readonly calling: readonly Columns[];
  readonly account: Columns;
  readonly incoming_tac: Columns | null;
  readonly details: Partial<Readonly<Record<Detail, readonly Columns[]>>>;
  /** Columns that are blank in every record; anything else there means another layout. */
  readonly blank: readonly number[];
}

const UNFORMATTED: AvayaLayout = {
  time: [1, 4],
  duration: [5, 8],
  condition: [9, 9],
  access_code_used: [14, 17],
  dialed: [18, 32],
  calling: [[33, 42]],
  account: [43, 57],
  incoming_tac: [77, 80],
  details: {
    access_code_dialed: [[10, 13]],
    frl: [[67, 67]],
    incoming_circuit: [[68, 70]],
    outgoing_circuit: [[71, 73]],
    feature_flag: [[74, 74]],
    attendant_console: [[75, 76]],
    node: [[81, 82]],
    ins: [[83, 85]],
    ixc: [[86, 88]],
    bcc: [[89, 89]],
    ma_uui: [[90, 90]],
    resource_flag: [[91, 91]],
    packet_count: [[92, 95]],
    tsc_flag: [[96, 96]],
  },
  blank: [],
};

const TELESEER: AvayaLayout = {
  time: [4, 7],
  duration: [8, 11],
  condition: [12, 12],
  access_code_used: [16, 18],
  dialed: [19, 33],
  calling: [[34, 38]],
  account: [39, 53],
  incoming_tac: null,
  details: {
    access_code_dialed: [[13, 15]],
    frl: [[54, 54]],
    ixc: [[55, 55]],
    incoming_circuit: [[56, 58]],
    outgoing_circuit: [[59, 61]],
    feature_flag: [[62, 62]],
  },
  blank: [1, 2, 3, 70, 71, 72, 73, 74, 75, 76],
};

const ISDN_TELESEER: AvayaLayout = {
  ...TELESEER,
  details: {
    ixc: [[13, 15]],
    // The hundreds and tens stand behind the units.
    ins: [
      [70, 71],
      [54, 54],
    ],
    frl: [[55, 55]],
    incoming_circuit: [[56, 58]],
    outgoing_circuit: [[59, 61]],
    feature_flag: [[62, 62]],
  },
  blank: [1, 2, 3, 72, 73, 74, 75, 76],
};

const PRINTER: AvayaLayout = {
  time: [1, 4],
  duration: [6, 9],
  condition: [11, 11],
  access_code_used: [17, 19],
  dialed: [21, 35],
  calling: [[37, 41]],
  account: [43, 57],
  incoming_tac: null,
  details: {
    access_code_dialed: [[13, 15]],
    frl: [[70, 70]],
    ixc: [[72, 72]],
    incoming_circuit: [[74, 76]],
    outgoing_circuit: [[78, 80]],
  },
  blank: [5, 10, 12, 16, 20, 36, 42, 58, 66, 67, 68, 69, 71, 73, 77],
};

const ENHANCED_PRINTER: AvayaLayout = {
  time: [1, 4],
  duration: [6, 9],
  condition: [11, 11],
  access_code_used: [18, 21],
  dialed: [23, 37],
  calling: [[39, 43]],
  account: [45, 59],
  incoming_tac: null,
  details: {
    ixc: [[13, 16]],
    nsv: [[69, 71]],
    frl: [[73, 73]],
    incoming_circuit: [[75, 77]],
    outgoing_circuit: [[79, 81]],
    feature_flag: [[83, 83]],
  },
  blank: [5, 10, 12, 17, 22, 38, 44, 60, 68, 72, 74, 78, 82],
};

const LSU_EXPAND: AvayaLayout = {
  time: [1, 4],
  duration: [6, 9],
  condition: [11, 11],
  access_code_used: [16, 18],
  dialed: [20, 34],
  // The first digit stands apart from the others.
  calling: [
    [60, 60],
    [36, 39],
  ],
  account: [41, 45],
  incoming_tac: null,
  details: {
    access_code_dialed: [[13, 15]],
    frl: [[58, 58]],
    incoming_circuit: [
      [72, 72],
      [62, 63],
    ],
    feature_flag: [[65, 65]],
    outgoing_circuit: [
      [70, 70],
      [67, 68],
    ],
    ixc: [[73, 73]],
  },
  blank: [5, 10, 12, 19, 35, 40, 46, 54, 55, 56, 57, 59, 61, 64, 66, 69, 71],
};

/** One record on two lines: an LF stands in column 74. */
const INT_ISDN: AvayaLayout = {
  time: [1, 4],
  duration: [6, 9],
  condition: [11, 11],
  access_code_used: [18, 21],
  dialed: [23, 37],
  calling: [[39, 48]],
  account: [50, 64],
  incoming_tac: [91, 94],
  details: {
    access_code_dialed: [[13, 16]],
    frl: [[76, 76]],
    incoming_circuit: [[78, 80]],
    outgoing_circuit: [[82, 84]],
    feature_flag: [[86, 86]],
    attendant_console: [[88, 89]],
    node: [[96, 97]],
    ins: [[99, 101]],
    ixc: [[103, 106]],
    bcc: [[108, 108]],
    ma_uui: [[110, 110]],
    resource_flag: [[112, 112]],
    ppm: [[120, 124]],
  },
  blank: [5, 10, 12, 17, 22, 38, 49, 65, 73, 75, 77, 81, 85, 87, 90, 95, 98, 102, 107, 109, 111],
};

export const AVAYA_FORMATS = [
  'unformatted',
  'teleseer',
  'isdn-teleseer',
  'printer',
  'enhanced-printer',
  'lsu-expand',
  'int-isdn',
] as const;
export type AvayaFormat = (typeof AVAYA_FORMATS)[number];

export const AVAYA_LAYOUTS: Readonly<Record<AvayaFormat, AvayaLayout>> = {
  unformatted: UNFORMATTED,
  teleseer: TELESEER,
  'isdn-teleseer': ISDN_TELESEER,
  printer: PRINTER,
  'enhanced-printer': ENHANCED_PRINTER,
  'lsu-expand': LSU_EXPAND,
  'int-isdn': INT_ISDN,
};

/** The text in some columns, blanks around it cut off. */
export function avayaField(record: string, places: readonly Columns[]): string {
  return places.map(([first, last]) => record.slice(first - 1, last).trim()).join('');
}

/** `0125` is 0 hours, 12 minutes and 5 tenths. */
export function avayaDuration(text: string): number | null {
  const minutes = Number(text.slice(1, 3));
  if (minutes > 59) return null;
  return ((Number(text.charAt(0)) * 60 + minutes) * 10 + Number(text.charAt(3))) * 6000;
}
