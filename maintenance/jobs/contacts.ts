import { contactsToForget, forgetContacts } from '../../directory/forget-contacts.ts';
import { dayIn } from '../../privacy/retention.ts';
import type { Job } from '../job.ts';

/** Names for numbers outside, which live as long as a call has their number. */
export const contacts: Job = {
  name: 'contacts',
  summary: 'Removes contacts with the last call that has their number.',
  schedule: { hour: 2, minute: 0 },
  ladder: true,
  async plan({ retention, reads, now }) {
    if (retention === null) return { counts: {}, deferred: 0, taking: null };
    const today = dayIn(retention.time_zone, now());
    const referred = await reads.contactsWithCalls();
    const { gone, contacts: of } = contactsToForget(await reads.directory(), referred, today);
    const counts = gone.length > 0 ? { contacts_gone: gone.length } : {};
    return { counts, deferred: 0, taking: { takes: gone.length, of } };
  },
  async run({ retention, reads, store, gateway, now, count }) {
    if (retention === null) return;
    const today = dayIn(retention.time_zone, now());
    for (let gone: number | null = null; gone === null; ) {
      const referred = await reads.contactsWithCalls();
      const by = { at: now(), by: 'schedule', today };
      gone = await gateway.forgetEntries(forgetContacts(await store.directory(), referred, by));
      if (gone !== null) count('contacts_gone', gone);
    }
  },
};
