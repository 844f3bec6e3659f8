import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { blankRawCopy } from '../../../collector/journal/blank-raw-copy.ts';
import { Blanker } from '../../../collector/journal/blanker.ts';
import { sealRawCopy } from '../../../collector/journal/raw-copies.ts';
import type { Blank, BlankRegister, CopyToBlank } from '../../../record/blank.ts';
import type { InstallationKey } from '../../../record/mac.ts';
import { PLACE } from '../../test-folder.ts';

const KEY = Buffer.alloc(32, 7) as InstallationKey;
const PATH = 'raw/pbx/2026/10/26/1';
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(PLACE, 'blanker-'));
  mkdirSync(dirname(join(folder, PATH)), { recursive: true });
});

afterEach(() => rmSync(folder, { recursive: true }));

const write = (bytes: string): void => writeFileSync(join(folder, PATH), bytes, 'latin1');
const standing = (): string => readFileSync(join(folder, PATH), 'latin1');

/** A register with one raw copy; notes what it is told. */
class Register implements BlankRegister {
  readonly told: string[] = [];
  due: CopyToBlank | null;

  constructor(due: CopyToBlank) {
    this.due = due;
  }

  async toBlank(from: number): Promise<CopyToBlank | null> {
    return this.due !== null && this.due.intake >= from ? this.due : null;
  }

  async recordUnseal(intake: number, path: string): Promise<void> {
    this.told.push(`unsealed ${intake} ${path}`);
  }

  async recordBlanked(...[intake, blanks, print]: Parameters<BlankRegister['recordBlanked']>): Promise<void> {
    this.told.push(`blanked ${intake}: ${blanks.length} places, print of ${print?.length ?? 'nothing'}`);
    this.due = null;
  }
}

function finish(register: Register, told: string[] = []): Promise<void> {
  const failed = (intake: number, { code }: { code: string }) => void told.push(`${intake} ${code}`);
  return new Blanker(folder, KEY, { register, now: () => 1, failed }).finish();
}

test('only the places that were named change, however far apart they lie', async () => {
  const place = fc.record({
    gap: fc.nat(1_500_000),
    length: fc.integer({ min: 1, max: 40 }),
    star: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(place, { maxLength: 6 }), async (places) => {
      let at = 0;
      const blanks: Blank[] = places.map(({ gap, length, star }) => {
        const blank = { offset: at + gap, length, code: star ? '*' : 'X' };
        at += gap + length;
        return blank;
      });
      const bytes = 'a'.repeat(at + 10);
      write(bytes);
      let expected = bytes;
      for (const { offset, length, code } of blanks) {
        const line = `\x7fX${'\x7f'.repeat(length)}`.slice(0, length > 2 ? length - 1 : length);
        const blanked = code === '*' ? '*'.repeat(length) : line.padEnd(length, '\x1f');
        expected = expected.slice(0, offset) + blanked + expected.slice(offset + length);
      }
      await blankRawCopy(folder, PATH, blanks);
      expect(standing() === expected).toBe(true);
      await blankRawCopy(folder, PATH, blanks);
      expect(standing() === expected).toBe(true);
    }),
    { numRuns: 20 },
  );
});

test('a copy that is shorter than it was is not made longer', async () => {
  write('abcdef');
  await blankRawCopy(folder, PATH, [{ offset: 4, length: 10, code: '*' }]);
  expect(standing()).toBe('abcd**');
});

describe('the blanker', () => {
  const blanks = [{ offset: 2, length: 3, code: 'X' }];

  test('overwrites, takes a print where the file is whole, and strikes', async () => {
    write('0123456789');
    const register = new Register({
      intake: 1,
      copy: { path: PATH, frames: null },
      blanks,
      print_length: 10,
    });
    await finish(register);
    expect(standing()).toBe('01\x7fX\x1f56789');
    expect(register.told).toEqual(['blanked 1: 1 places, print of 10']);
  });

  test('unpacks a sealed copy, and leaves nothing of it', async () => {
    write('0123456789');
    const copy = await sealRawCopy(folder, PATH, 10);
    rmSync(join(folder, PATH));
    const register = new Register({ intake: 1, copy, blanks, print_length: null });
    await finish(register);
    expect(standing()).toBe('01\x7fX\x1f56789');
    expect(existsSync(join(folder, copy.path))).toBe(false);
    expect(register.told).toEqual([`unsealed 1 ${PATH}`, 'blanked 1: 1 places, print of nothing']);
  });

  test('leaves a copy that is gone on the list, says so once, and goes on', async () => {
    const register = new Register({
      intake: 1,
      copy: { path: PATH, frames: null },
      blanks,
      print_length: null,
    });
    const told: string[] = [];
    await finish(register, told);
    expect([told, register.told]).toEqual([['1 NOT_FOUND'], []]);
    write('0123456789');
    await finish(register, told);
    expect(standing()).toBe('01\x7fX\x1f56789');
  });
});
