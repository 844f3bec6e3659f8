import type { Subject } from '../../record/subject.ts';
import { restrictionsInForce } from '../../store/queries/restrictions.ts';
import type { Command } from '../command.ts';
import { notFound } from '../raw-lines.ts';
import { isSet, optional, usageError } from '../usage.ts';
import { requireOfficer } from '../viewer.ts';
import { SUBJECT_OPTIONS, theSubject } from '../wanted-subject.ts';

export const subjectRestrict: Command = {
  name: 'subject restrict',
  summary:
    'Hides a person from everybody but the data protection officer: calls are counted, and age, but nothing says whose they are.',
  positionals: 'NUMBER|EXTENSION|NAME',
  options: {
    ...SUBJECT_OPTIONS,
    release: { value: null, summary: 'what was hidden is shown again' },
    reason: { value: 'TEXT', summary: 'why, for those who ask later; nothing personal' },
  },
  example: './ledgerline subject restrict +4989231250001 --reason "request 18 of 2026"',
  writes: true,
  audit: { changes: 'subjects' },
  async run(call) {
    await requireOfficer(call, 'Restrictions are decided by the data protection officer alone; they are');
    const reason = optional(call, 'reason');
    if (reason === null || reason.trim() === '')
      throw usageError('--reason is missing.', 'Say why, for example the number of the request.');
    const { subject, found } = await theSubject(call);
    const { pipeline, store } = await call.writer();
    const at = call.now();
    if (!isSet(call, 'release')) {
      const asked = { placed_at: at, placed_by: call.principal, reason, subject };
      const id = await pipeline.inTurn(() => store.placeRestriction(asked));
      await call.out(`Restriction ${id} is in force; it hides ${found.calls.length} stored calls now.\n`);
      return 0;
    }
    const ids = restrictionsInForce(call.reading().connection).filter((one) => isSame(one.subject, subject));
    if (ids.length === 0)
      throw notFound('No restriction of this person is in force.', 'Type it as it was when it was placed.');
    for (const { id } of ids) {
      await pipeline.inTurn(() => store.releaseRestriction(id, { at, by: call.principal, reason }));
      await call.out(`Restriction ${id} is released.\n`);
    }
    return 0;
  },
};

function isSame(one: Subject, other: Subject): boolean {
  const parties = ({ numbers, extensions, names }: Subject): string =>
    JSON.stringify([[...numbers].sort(), [...extensions].sort(), names]);
  return parties(one) === parties(other);
}
