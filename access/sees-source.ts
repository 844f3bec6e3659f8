import type { Sight } from './sight.ts';

/** Lines of other sources are not there for this viewer. */
export function seesSource({ view }: Sight, source: string): boolean {
  return view.sources?.includes(source) ?? true;
}
