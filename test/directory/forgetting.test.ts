import fc from 'fast-check';
import { expect, test } from 'vitest';
import { forgetContacts } from '../../directory/forget-contacts.ts';
import { forgetPeople } from '../../directory/forget-people.ts';
import { changed, DirectoryDesk, day, keysOf, TODAY } from './directory-desk.ts';

const BY = { at: 0, by: 'schedule' };

test('without people who left, each extension is of the cost centre it was of, on every day, and nothing names them', () => {
  const move = fc.record({
    extension: fc.constantFrom('204', '205'),
    person: fc.constantFrom('', 'P1', 'P2'),
    cost_centre: fc.constantFrom('', '200'),
    day: fc.integer({ min: 1, max: 28 }),
  });
  fc.assert(
    fc.property(fc.array(move, { maxLength: 6 }), (moves) => {
      const desk = new DirectoryDesk();
      const from = '2026-02-01';
      desk.take(
        'cost-centres',
        [
          { code: '100', name: 'Sales' },
          { code: '200', name: 'Service', parent: '100' },
        ],
        { from },
      );
      desk.take('people', [
        { person: 'P1', name: 'Anna', cost_centre: '100', from, to: '' },
        { person: 'P2', name: 'Ben', cost_centre: '200', from, to: '' },
      ]);
      for (const { day: of, ...cells } of moves)
        desk.take('extensions', [{ site: 'berlin', ...cells }], {
          from: `2026-02-${String(of).padStart(2, '0')}`,
        });
      desk.take('people', [{ person: 'P2', name: 'Ben' }], { complete: true, from: '2026-02-15' });
      const whole = new DirectoryDesk();
      whole.directory = desk.directory;
      const change = forgetPeople(desk.directory, day('2026-02-15'), BY);
      desk.directory = changed(desk.directory, change);
      expect(keysOf(desk.directory)).not.toContain('people P1');
      expect(keysOf(desk.directory)).toContain('people P2');
      for (let at = 1; at <= 28; at++) {
        const on = `2026-02-${String(at).padStart(2, '0')}`;
        for (const extension of ['204', '205']) {
          const [before, after] = [whole.whose(extension, on), desk.whose(extension, on)];
          expect(after.units).toEqual(before.units);
          expect(after.person).toBe(before.person === 'P1' ? null : before.person);
        }
      }
      expect(forgetPeople(desk.directory, day('2026-02-15'), BY).removed).toEqual([]);
    }),
    { numRuns: 50 },
  );
});

test('a contact stays until it had a call and has none any more; one that ended goes when it has none', () => {
  const desk = new DirectoryDesk();
  const numbers = ['+4989231250001', '+4989231250002', '+4989231250003'];
  const names = (): string[] => keysOf(desk.directory);
  desk.take(
    'contacts',
    numbers.map((number) => ({ number, name: 'Bernd' })),
  );
  const night = (...referred: number[]): void => {
    const change = forgetContacts(desk.directory, new Set(referred), { ...BY, today: TODAY + 1 });
    desk.directory = changed(desk.directory, change);
  };
  night(1);
  expect(names()).toHaveLength(3);
  desk.take(
    'contacts',
    numbers.slice(0, 2).map((number) => ({ number, name: 'Bernd' })),
    { complete: true },
  );
  night(3);
  expect(names()).toEqual(['contacts 4989231250002', 'contacts 4989231250003']);
  night();
  expect(names()).toEqual(['contacts 4989231250002']);
});
