import type { AgeEdges } from '../record/age-edges.ts';
import type { ArchiveGroup } from '../record/archive.ts';
import type { ArchivingStore, CallsToArchive, ReturnedCalls, ReturningCall } from '../store/archive-store.ts';
import { dayIn, type Retention } from './retention.ts';

/** How a piece of deleting goes on: told after each batch, and asked whether to. */
interface Going {
  readonly signal: AbortSignal;
  readonly told: (rows: number) => void;
}

/** Calls on their way into archives, back, and out of them for good. */
export interface ArchivingGateway {
  /** Only for a piece that stands at every target, read back. Gives how many went: what changed meanwhile stays. */
  archiveCalls(
    wish: Pick<CallsToArchive, 'piece' | 'calls'>,
    retention: Retention | null,
    going: Going,
  ): Promise<number>;
  /** Before their files are written without them. Gives how many; what a hold keeps by now stays archived. */
  dropArchived(group: ArchiveGroup, retention: Retention | null, going: Going): Promise<number>;
  /** At the step that their age demands by now, and without people who were erased since. */
  returnCalls(
    of: { readonly piece: string; readonly calls: readonly ReturningCall[] },
    retention: Retention | null,
    going: Going,
  ): Promise<ReturnedCalls>;
}

interface ArchivingParts {
  readonly store: ArchivingStore;
  readonly key: Uint8Array;
  readonly now: () => number;
  readonly inTurn: <Result>(work: () => Promise<Result>) => Promise<Result>;
  readonly size: { timed<Result>(work: (limit: number) => Promise<Result>): Promise<Result> };
  readonly edges: (retention: Retention | null) => Promise<AgeEdges>;
}

export function archiving({ store, key, now, inTurn, size, edges }: ArchivingParts): ArchivingGateway {
  const today = (retention: Retention | null): number => dayIn(retention?.time_zone ?? 'UTC', now());
  /** Batch after batch of a list. */
  async function through<Item>(
    items: readonly Item[],
    { signal, told }: Going,
    batch: (items: readonly Item[]) => Promise<number>,
  ): Promise<void> {
    for (let at = 0; at < items.length; ) {
      signal.throwIfAborted();
      const from = at;
      const done = await inTurn(() =>
        size.timed((limit) => {
          at = from + limit;
          return batch(items.slice(from, at));
        }),
      );
      told(done);
    }
  }
  return {
    async archiveCalls({ piece, calls }, retention, going) {
      let moved = 0;
      await through(calls, going, async (some) => {
        const count = await store.archiveCalls({ piece, calls: some, today: today(retention), key });
        moved += count;
        return count;
      });
      return moved;
    },
    async dropArchived(group, retention, { signal, told }) {
      for (let rows = 0; ; ) {
        signal.throwIfAborted();
        let most = 0;
        const gone = await inTurn(() =>
          size.timed((limit) => {
            most = limit;
            return store.dropArchived({ ...group, limit, today: today(retention) });
          }),
        );
        rows += gone;
        told(gone);
        if (gone < most) return rows;
      }
    },
    async returnCalls({ piece, calls }, retention, going) {
      let sum: ReturnedCalls = { returned: 0, erased: 0, kept: [] };
      const { calls: own, held_calls, mask, anonymity } = await edges(retention);
      const steps = { edges: { calls: own, held_calls }, mask, anonymity, key };
      const wish = { piece, today: today(retention), ...steps };
      const back = async (some: readonly ReturningCall[]): Promise<number> => {
        const { returned, erased, kept } = await store.returnCalls({ ...wish, calls: some });
        sum = {
          returned: sum.returned + returned,
          erased: sum.erased + erased,
          kept: [...sum.kept, ...kept],
        };
        return returned;
      };
      // One leg that a hold keeps keeps the others of its call, so erased ones, which are few, come in one transaction.
      const erased = calls.filter((call) => call.erased !== null);
      if (erased.length > 0) going.told(await inTurn(() => back(erased)));
      const others = calls.filter((call) => call.erased === null);
      await through(others, going, back);
      return sum;
    },
  };
}
