import type { DriverReader } from '../../../processor/driver.ts';
import { ignored } from '../../../record/reading.ts';
import type { Sabotage } from './fuzz-campaign.ts';
import type { Breach } from './fuzz-laws.ts';

/** A driver that breaks a promise, and the law that must find it out. */
export interface FuzzControl {
  readonly name: string;
  readonly law: Breach['law'];
  readonly sabotage: Sabotage;
}

const broken =
  (read: (reader: DriverReader) => DriverReader['read']): Sabotage =>
  (context) => ({ ...context, reader: { ...context.reader, read: read(context.reader) } });

export const FUZZ_CONTROLS: readonly FuzzControl[] = [
  {
    name: 'a driver that throws when a line has a certain byte',
    law: 'throws',
    sabotage: broken((reader) => (state, line) => {
      if (line.text.includes('~')) throw new Error('no driver may do this');
      return reader.read(state, line);
    }),
  },
  {
    name: 'a driver whose pattern takes quadratic time',
    law: 'slow',
    sabotage: broken((reader) => (state, line) => {
      // Of longer lines the beginning only, or the control itself takes minutes.
      if (/\S+=!$/.test(line.text.slice(0, 16_000))) return ignored('comment');
      return reader.read(state, line);
    }),
  },
  {
    name: 'a driver that remembers lines outside of its state',
    law: 'pieces',
    sabotage: broken((reader) => {
      let lines = 0;
      return (state, line) => {
        lines += 1;
        return lines % 7 === 0 ? ignored('comment') : reader.read(state, line);
      };
    }),
  },
  {
    name: 'a driver that knows a line with stars only while it remembers the one without',
    law: 'again',
    sabotage: broken((reader) => {
      let whole = 0;
      return (state, line) => {
        const { length } = line.text;
        if (!line.text.includes('****')) whole = length;
        return whole === length ? reader.read(state, line) : ignored('comment');
      };
    }),
  },
];
