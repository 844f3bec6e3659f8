import { compileDatePattern, type PrintedTime } from './date-pattern.ts';

/** ISO 8601, and the form of a datetimeoffset that was printed as it is; without an offset it is UTC. */
const STAMPS = ['YYYY-MM-DDTHH:mm:ss[.S]', 'YYYY-MM-DD HH:mm:ss[.S]']
  .flatMap((text) => [`${text}Z`, `${text} Z`, text])
  .map(compileDatePattern)
  .filter((pattern) => typeof pattern !== 'string');

export function readTeamsTime(text: string): PrintedTime | null {
  return STAMPS.map(({ read }) => read(text)).find((one) => one !== null) ?? null;
}
