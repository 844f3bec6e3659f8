import type { LabelTable } from '../label-table.ts';
import type { Connection } from '../open-database.ts';

/** Labels that nothing has any more, but for those that a row was given since somebody began to look for them. */
export function createUnusedLabels(connection: Connection, labels: LabelTable) {
  const remove = connection.prepare<[number], unknown>('delete from label where id = ?');
  const removeAll = connection.transaction((ids: readonly number[]): number => {
    const unused = ids.filter((id) => !labels.wasGiven(id));
    for (const id of unused) remove.run(id);
    return unused.length;
  });
  return {
    watchLabels: (): void => labels.watch(),
    removeLabels: (ids: readonly number[]): number => {
      const removed = removeAll.immediate(ids);
      labels.forget();
      return removed;
    },
  };
}
