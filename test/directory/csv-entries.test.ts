import { stringify } from 'csv-stringify/sync';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { csvEntries } from '../../directory/csv-entries.ts';
import { withGuard, withoutGuard } from '../../directory/spreadsheet-text.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

const ANNA = [{ place: 'line 2', cells: { person: 'P1', name: 'Anna Müller', email: 'anna@example.org' } }];

describe('a list of people is read alike', () => {
  const text = 'person,name,email\nP1,Anna Müller,anna@example.org\n';
  const semicolons = text.replaceAll(',', ';').replaceAll('\n', '\r\n');
  test.each([
    ['as UTF-8', bytes(text)],
    ['with a byte order mark', bytes(`\ufeff${text}`)],
    ['with semicolons and Windows line ends', bytes(semicolons)],
    ['in Windows-1252', Buffer.from(semicolons, 'latin1')],
    [
      'with tabs in UTF-16, as spreadsheets write Unicode text',
      Buffer.from(`\ufeff${text.replaceAll(',', '\t')}`, 'utf16le'),
    ],
    ['with a header in capitals and blanks', bytes(text.replace('person,name', ' Person , NAME'))],
    ['with empty lines', bytes(`${text}\n;;\n,,\n`.replace(';;\n', ''))],
    ['with quotes', bytes('"person","name","email"\n"P1","Anna Müller","anna@example.org"\n')],
  ])('%s', (_, given) => {
    expect(csvEntries(given)).toMatchObject({
      ok: true,
      list: { name: 'people' },
      entries: ANNA,
      refused: [],
    });
  });
});

test('each list is known by its header', () => {
  const listOf = (header: string): string | null => {
    const read = csvEntries(bytes(`${header}\n`));
    return read.ok ? read.list.name : null;
  };
  expect(listOf('site,extension,person')).toBe('extensions');
  expect(listOf('code;name;parent')).toBe('cost-centres');
  expect(listOf('account_code,person')).toBe('account-codes');
  expect(listOf('number,name')).toBe('contacts');
  expect(listOf('person,name')).toBe('people');
  expect(listOf('first name,last name')).toBe(null);
});

test('a file that is none of ours is refused with what it should be', () => {
  const reason = (text: string): string => {
    const read = csvEntries(bytes(text));
    return read.ok ? '' : read.reason;
  };
  expect(reason('')).toContain('empty');
  expect(reason('a,b\n1,2\n')).toContain('no column by which a list is known');
  expect(reason('person,name,shoe size\n')).toContain('it has also shoe_size');
  expect(reason('person,name,name\n')).toContain('column name twice');
});

test('a line of another length is refused by its number, also behind a cell of several lines', () => {
  const read = csvEntries(bytes('person,name\nP1,"Anna\nMaria"\nP2,Ben,more\nP3,Cem\n'));
  expect(read).toMatchObject({
    refused: [{ place: 'line 4', reason: expect.stringContaining('3 columns') }],
  });
  expect(read).toMatchObject({ entries: [{ place: 'line 2' }, { place: 'line 5' }] });
});

test('no text is a formula to a spreadsheet, and each comes back as it was', () => {
  const text = fc.oneof(
    fc.string(),
    fc
      .tuple(fc.constantFrom('=', '+', '-', '@', '\t', "'=", "''+"), fc.string())
      .map(([one, two]) => one + two),
  );
  fc.assert(
    fc.property(text, (given) => {
      const guarded = withGuard(given);
      expect(/^[=@\t\r]|^[+-](?!\d+$)/.test(guarded)).toBe(false);
      expect(withoutGuard(guarded)).toBe(given);
    }),
  );
  const dangerous = '=HYPERLINK("http://example.org","Anna")';
  const read = csvEntries(
    bytes(
      stringify([
        ['person', 'name'],
        ['P1', withGuard(dangerous)],
      ]),
    ),
  );
  expect(read).toMatchObject({ entries: [{ cells: { name: dangerous } }] });
});
