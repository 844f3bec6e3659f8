import { requireUndefined } from '../access/lines.ts';
import { namedStatements } from '../privacy/erase-subject.ts';
import { namedByReading } from '../privacy/named-by-reading.ts';
import { canName, namingOf } from '../record/naming.ts';
import type { Subject } from '../record/subject.ts';
import type { Configuration } from '../settings/configuration.ts';
import { standingCopies } from '../store/queries/standing-copies.ts';
import { statementsOfPeople } from '../store/queries/statements-of-people.ts';
import { type NamedByReading, NOTHING_READ } from '../store/queries/subject-named.ts';
import type { CommandCall } from './command.ts';
import { namingHands } from './service/naming-hands.ts';
import { viewerOf } from './viewer.ts';

/** What reading finds of a person, and how many raw copies could not be read. */
export type ReadForSubject = NamedByReading & {
  readonly damaged: number;
  /** Delivered reports in which they stand. */
  readonly statements: readonly number[];
};

export const NOT_READ: ReadForSubject = { ...NOTHING_READ, damaged: 0, statements: [] };

/** Reads every raw copy and every text of a call, as the erasure does and by its own search. */
export async function readForSubject(
  call: CommandCall,
  subject: Subject,
  configuration: Pick<Configuration, 'sites' | 'sources' | 'attachments'>,
): Promise<ReadForSubject> {
  const statements = await statementsNaming(call, subject, configuration);
  if (!canName(namingOf(subject))) return { ...NOT_READ, statements };
  requireUndefined(await viewerOf(call));
  const copies = standingCopies(call.reading().connection);
  const naming = namingHands(call.folder, async () => configuration);
  const find = async (intakes: readonly number[]) => {
    const store = {
      standingCopies: async () => intakes,
      chunksOf: async (intake: number) => copies.chunksOf(intake),
    };
    return await namedByReading({ store, inTurn: (work) => work(), naming }, subject, call.signal);
  };
  const first = await find(copies.standingCopies());
  // The service may have packed or unpacked one since its place was looked up.
  const again = first.damaged.length === 0 ? null : await find(first.damaged);
  return {
    lines: [...first.chunks, ...(again?.chunks ?? [])].flatMap(({ chunk: { intake }, lines }) =>
      lines.map(({ offset }) => ({ intake, offset })),
    ),
    calls: first.calls.flat(),
    entry_texts: first.entry_texts,
    damaged: again?.damaged.length ?? 0,
    statements,
  };
}

/** They are encrypted by keys of this installation, so each is opened. */
async function statementsNaming(
  call: CommandCall,
  subject: Subject,
  configuration: Parameters<typeof readForSubject>[2],
): Promise<number[]> {
  const { connection } = call.reading();
  const parts = {
    store: { statementsOfPeople: async (of: Subject) => statementsOfPeople(connection, of) },
    naming: namingHands(call.folder, async () => configuration),
  };
  return await Array.fromAsync(namedStatements(parts, subject, namingOf(subject), call.signal));
}
