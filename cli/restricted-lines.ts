import type { Sight } from '../access/sight.ts';
import { createNamedPlaces, namingOf } from '../record/naming.ts';
import { isLineOf } from '../store/queries/restrictions.ts';
import type { ReadingStore } from '../store/reading-store.ts';
import { knownSites } from './known-sites.ts';
import { createNumberForms } from './number-forms.ts';
import { activeConfiguration } from './service/judging.ts';

/** Tells of lines, each by its place and bytes, whether they are of somebody whose calls are restricted for the viewer. */
export async function restrictedLines(
  store: ReadingStore,
  { view }: Sight,
): Promise<(place: { readonly intake: number; readonly offset: number }, raw: string) => boolean> {
  const { restricted } = view;
  if (restricted.length === 0) return () => false;
  const forms = createNumberForms(knownSites(store, await activeConfiguration(store)));
  const searches = restricted.map((subject) => createNamedPlaces(namingOf(subject), forms));
  return (place, raw) => {
    const text = raw.replaceAll('\0', '');
    const read = `${text}\n${Buffer.from(text, 'latin1').toString('utf8')}`;
    return (
      isLineOf(store.connection, restricted, place) || searches.some((places) => places(read).length > 0)
    );
  };
}
