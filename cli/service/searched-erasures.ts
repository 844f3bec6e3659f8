import type { SearchedErasure } from '../../privacy/erased-since.ts';
import { partiesOf, recovered } from '../../privacy/recovered-subject.ts';
import type { Erasure, LoggedErasure } from '../../record/erasure.ts';
import { subjectMac } from '../../record/mac.ts';
import type { ArchiveParts } from './archives.ts';
import { namingHands } from './naming-hands.ts';

/** Every erasure that was noted, to be looked for in calls that come from elsewhere. */
export async function searchedErasures({
  store,
  key,
  folder,
  configuration,
}: Pick<ArchiveParts, 'key' | 'folder'> & {
  readonly store: Pick<ArchiveParts['store'], 'erasureLines' | 'storedParties'>;
  readonly configuration: Parameters<typeof namingHands>[1];
}): Promise<SearchedErasure[]> {
  const noted = (await store.erasureLines()).map(
    ({ line }) => (JSON.parse(line) as { erasure: LoggedErasure }).erasure,
  );
  const erasures = noted.filter((erasure): erasure is Erasure => !('attachment' in erasure));
  const mac = subjectMac(key);
  const stored =
    erasures.length === 0
      ? { numbers: [], names: [] }
      : partiesOf(erasures, await store.storedParties(), mac);
  const hands = namingHands(folder, configuration);
  const searched: SearchedErasure[] = [];
  for (const erasure of erasures) {
    const places = await hands.places(recovered(erasure, stored, mac).naming);
    searched.push({ erasure, stands: (text) => places(text).length > 0 });
  }
  return searched;
}
