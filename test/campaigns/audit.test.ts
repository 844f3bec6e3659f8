import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { AUDIT_FILE } from '../../store/audit/audit-log.ts';
import { inAuditFolder, problemsOf, withoutCheckpoints, worldOf } from './audit/audit-world.ts';
import { flipEveryBit, flipFile } from './audit/flipped-bits.ts';
import { FORGERIES, ONLY_BY_CHECKPOINTS } from './audit/forgeries.ts';

/** The short form of `npm run campaign:audit`. */
const SIZE = 12;

describe('an audit log', () => {
  test('that nobody touched has no problem', () => {
    expect(inAuditFolder(SIZE, (folder) => problemsOf(worldOf(folder)))).toEqual([]);
  });

  test('shows each bit that was flipped in it, beside it or in a checkpoint', () => {
    const { flips, unnoticed } = inAuditFolder(4, (folder) => flipEveryBit(worldOf(folder)));
    expect(unnoticed).toEqual([]);
    expect(flips).toBeGreaterThan(10_000);
  }, 120_000);

  test('reads as it did, or shows it, when bits of its file were flipped', () => {
    const { unnoticed } = inAuditFolder(SIZE, (folder) => flipFile(folder, 401));
    expect(unnoticed).toEqual([]);
  }, 120_000);

  test('shows a value that reads as text where bytes were written, and the other way round', () => {
    inAuditFolder(SIZE, (folder) => {
      const bytes = readFileSync(join(folder, AUDIT_FILE));
      // Before its columns a row has a byte for the type of each.
      const { payload, salt } = worldOf(folder).records[6]?.beside ?? {};
      const at = bytes.indexOf(Buffer.concat([salt ?? Buffer.from('none'), Buffer.from(payload ?? '')]));
      for (const column of [1, 2]) {
        const changed = Buffer.from(bytes);
        changed[at - column] = (changed[at - column] ?? 0) ^ 1;
        writeFileSync(join(folder, AUDIT_FILE), changed);
        const damaged = expect.stringContaining(`${AUDIT_FILE} is damaged`);
        expect(problemsOf(worldOf(folder))).toContainEqual(damaged);
      }
    });
  });

  test.each(FORGERIES)('shows that $name', ({ forge }) => {
    const problems = inAuditFolder(SIZE, (folder) => problemsOf(forge(worldOf(folder))));
    expect(problems).not.toEqual([]);
  });

  test.each(ONLY_BY_CHECKPOINTS)('hides without its checkpoints that $name', ({ forge }) => {
    const world = inAuditFolder(SIZE, worldOf);
    expect(problemsOf(withoutCheckpoints(forge(world)))).toEqual([]);
  });
});
