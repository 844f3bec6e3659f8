import { wallTime } from '../../record/calendar.ts';

/** A moment on the clock of the wall, which was so many minutes east of UTC. */
export interface OpenscapeMoment {
  readonly wall: number;
  readonly offset: number;
}

/** The clocks may change during a call: a later time can carry another offset than the start. */
export function onClock(moment: OpenscapeMoment, offset: number): number {
  return moment.wall + (offset - moment.offset) * 60_000;
}

const TIME = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d))?([+-])(\d\d)([0-5]\d)$/;

/** `2026-27-01T10:27:31.2+0100`: year, day, month. */
export function readOpenscapeTime(text: string): OpenscapeMoment | null {
  const match = TIME.exec(text);
  if (match === null) return null;
  const [tenth = '0', sign, hours = '', minutes = ''] = match.slice(7);
  const [y = 0, d = 0, mo = 0, h = 0, mi = 0, s = 0] = match.slice(1, 7).map(Number);
  const wall = wallTime(y, mo, d, h, mi, s);
  if (wall === null || Number(hours) > 14) return null;
  const east = Number(hours) * 60 + Number(minutes);
  return { wall: wall + Number(tenth) * 100, offset: sign === '-' ? -east : east };
}
