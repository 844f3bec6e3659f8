import { forgetPeople, peopleBefore } from '../../directory/forget-people.ts';
import { dayIn, edge, type Retention } from '../../privacy/retention.ts';
import type { Job } from '../job.ts';

/** People of the directory who have left. */
export const people: Job = {
  name: 'people',
  summary: 'Removes people who left long ago from the directory; what was theirs stays with its cost centre.',
  schedule: { hour: 2, minute: 0 },
  ladder: true,
  async plan({ retention, reads, now }) {
    const before = edgeNow(retention, now());
    if (before === null) return { counts: {}, deferred: 0, taking: null };
    const directory = await reads.directory();
    const takes = peopleBefore(directory, before).length;
    const of = directory.entries.filter(({ list }) => list === 'people').length;
    return { counts: takes > 0 ? { people_gone: takes } : {}, deferred: 0, taking: { takes, of } };
  },
  async run({ retention, store, gateway, now, count }) {
    const before = edgeNow(retention, now());
    if (before === null) return;
    for (let gone: number | null = null; gone === null; ) {
      const change = forgetPeople(await store.directory(), before, { at: now(), by: 'schedule' });
      gone = await gateway.forgetEntries(change);
      if (gone !== null) count('people_gone', gone);
    }
  },
};

function edgeNow(retention: Retention | null, at: number): number | null {
  return retention === null ? null : edge(retention.directory, dayIn(retention.time_zone, at));
}
