/** How a telephone system separates its records. `line` takes LF, CRLF and CR as they come. */
export const FRAMINGS = ['line', 'lf', 'crlf', 'cr', 'nul', 'stx-etx'] as const;
export type Framing = (typeof FRAMINGS)[number];
