import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type PrivacyPolicy, privacySchema } from '../../privacy/policy.ts';
import { createProcessor } from '../../processor/process.ts';
import { processingContext } from '../../processor/processing-context.ts';
import { CALL_PLACE } from '../../record/batch.ts';
import type { Call } from '../../record/call.ts';
import { ARRIVAL, asteriskLine, asteriskSettings, KEY } from '../asterisk-lines.ts';
import { inFolder } from '../test-folder.ts';
import { judgeFile } from './judged-file.ts';

const policy = (given: object): PrivacyPolicy => privacySchema.parse(given);

interface Kept {
  readonly counts: object;
  readonly calls: readonly Call[];
  /** All that stands in the database. */
  readonly database: string;
}

function keptOf(lines: readonly string[], given: object): Promise<Kept> {
  return inFolder(
    async (data) => {
      await data.file(lines.map((line) => `${line}\n`).join(''));
      expect(await data.mismatches()).toEqual([]);
      const [counts] = await data.ledger();
      const { processing_settings: _, ...tables } = data.dump();
      return { counts: counts ?? {}, calls: await data.calls(), database: JSON.stringify(tables) };
    },
    asteriskSettings({ privacy: policy(given) }),
  );
}

const outgoing = asteriskLine({ src: '204', dst: '089231250001', uniqueid: '1793005200.1' });
const incoming = asteriskLine({
  src: '089231250001',
  dst: '204',
  uniqueid: '1793005200.2',
  name: 'Zaphod',
}).replace(
  '"PJSIP/204-00000001","PJSIP/provider-00000002"',
  '"PJSIP/provider-00000002","PJSIP/204-00000001"',
);

const FORWARDED = join(import.meta.dirname, '../../fixtures/cisco-cucm/good-forward-all.txt');

describe('an excluded call is counted and never stored', () => {
  // 3090 was dialled, and sent the call on to a mobile telephone.
  test.each([
    ['of the extension that was dialled and sent it on', { extensions: ['3090'] }],
    ['of that extension as a number', { numbers: ['3090'] }],
  ])('%s', async (_what, conditions) => {
    const privacy = policy({ exclude: [{ name: 'works-council', ...conditions }] });
    const settings = asteriskSettings({ driver: 'cisco-cucm', driver_options: { no_trunks: [] }, privacy });
    await inFolder(async (data) => {
      await data.file(readFileSync(FORWARDED, 'latin1'));
      const [counts] = await data.ledger();
      expect(counts).toMatchObject({ calls: 0, excluded: 1 });
      const { processing_settings: _, ...tables } = data.dump();
      expect(JSON.stringify(tables)).not.toMatch(/3090|7700900456/);
    }, settings);
  });

  test.each([
    ['of an extension', { extensions: ['204'] }, 2],
    ['of a range of extensions', { extensions: ['200-209'] }, 2],
    ['of another extension', { extensions: ['205'] }, 0],
    ['of a number as it is listed', { numbers: ['+4989231250001'] }, 2],
    ['of a number as sent', { numbers: ['089231250001'] }, 2],
    ['of the beginning of a number', { numbers: ['+4989*'] }, 2],
    ['of a direction', { directions: ['incoming'] }, 1],
    ['of both conditions', { extensions: ['204'], classes: ['national'] }, 1],
  ])('%s', async (_what, conditions, excluded) => {
    const kept = await keptOf([outgoing, incoming], { exclude: [{ name: 'rule', ...conditions }] });
    expect(kept.counts).toMatchObject({ lines: 2, excluded, calls: 2 - excluded, sum_holds: true });
    if (excluded === 2) expect(kept.database).not.toMatch(/89231250001|Zaphod|1793005200/);
  });
});

describe('a private call keeps what it costs, and nothing of the other party', () => {
  const dialled = asteriskLine({ dst: '99089231250001', name: 'Anna' });

  test('dialled with a prefix', async () => {
    const { calls, database } = await keptOf([dialled], { private_calls: { prefixes: ['99'] } });
    expect(calls).toMatchObject([
      {
        private: true,
        direction: 'outgoing',
        destination_class: 'national',
        destination_country: 'DE',
        extension: '204',
        calling: '204',
        calling_name: 'Anna',
        called: '99************',
        dialled: '99************',
        duration_ms: 60_000,
      },
    ]);
    expect(database).not.toContain('89231250001');
  });

  test('from a number of the list', async () => {
    const { calls, database } = await keptOf([incoming], { private_calls: { numbers: ['+4989*'] } });
    expect(calls).toMatchObject([
      { private: true, calling: '************', calling_name: null, called: '204', direction: 'incoming' },
    ]);
    expect(database).not.toMatch(/89231250001|Zaphod/);
  });

  test('with an account code', async () => {
    const line = outgoing.replace('""', '"7711"');
    const { calls } = await keptOf([line], { private_calls: { account_codes: ['7711'] } });
    expect(calls).toMatchObject([{ private: true, account_code: '7711', called: '************' }]);
  });

  test('and no other call', async () => {
    const { calls } = await keptOf([outgoing], {
      private_calls: { prefixes: ['99'], account_codes: ['7711'] },
    });
    expect(calls).toMatchObject([{ private: null, called: '+4989231250001' }]);
  });

  test('the line as it stands from then on reads the same under the same policy, and stays private under any', async () => {
    const given = { private_calls: { prefixes: ['99'] } };
    const standing = dialled.replace('99089231250001', '99************');
    const [first] = (await keptOf([dialled], given)).calls;
    const [again] = (await keptOf([standing], given)).calls;
    expect(again).toEqual({ ...first, destination_class: 'unknown', destination_country: null });
    const stars = dialled.replace('99089231250001', '************');
    expect((await keptOf([stars], {})).calls).toMatchObject([{ private: true, called: '************' }]);
  });
});

test('fields that are not collected are not stored', async () => {
  const line = outgoing.replace('""', '"7711"');
  const not_collected = ['calling_name', 'account_code', 'dialled'];
  const { calls, database } = await keptOf([line], { not_collected });
  expect(calls).toMatchObject([
    { calling_name: null, account_code: null, dialled: null, called: '+4989231250001' },
  ]);
  expect(database).not.toMatch(/Anna|7711/);
});

test('a card number keeps its issuer, without anything being configured', async () => {
  const { calls, database } = await keptOf([asteriskLine({ dst: '4111111111111111' })], {});
  expect(calls).toMatchObject([{ called: '411111**********', private: null }]);
  expect(database).not.toContain('4111111111');
});

test('a card number stays where it was said so', async () => {
  const { calls } = await keptOf([asteriskLine({ dst: '4111111111111111' })], { card_numbers: false });
  expect(calls).toMatchObject([{ called: '4111111111111111' }]);
});

test('a resent file adds nothing: private calls are known again by what was kept of them', async () => {
  const settings = asteriskSettings({ privacy: policy({ private_calls: { prefixes: ['99'] } }) });
  await inFolder(async (data) => {
    const line = `${asteriskLine({ dst: '99089231250001' })}\n`;
    await data.file(line + line);
    await data.file(line + line);
    expect(await data.ledger()).toMatchObject([{ calls: 2 }, { calls: 0, duplicates: 2 }]);
  }, settings);
});

test('a call that was stored before its fields were withheld is known again, each twin once', async () => {
  const line = `${asteriskLine({ dst: '99089231250001' })}\n`;
  await inFolder(async (data) => {
    await data.file(line + line);
    Object.assign(data.settings, { privacy: policy({ private_calls: { prefixes: ['99'] } }) });
    await data.file(line + line + line);
    await data.file(line + line + line);
    expect(await data.ledger()).toMatchObject([
      { calls: 2 },
      { calls: 1, duplicates: 2 },
      { calls: 0, duplicates: 3 },
    ]);
    expect(await data.mismatches()).toEqual([]);
  });
});

test('names go in the encoding in which they were written', async () => {
  const written = [
    asteriskLine({ name: Buffer.from('Jürgen Größe', 'utf8').toString('latin1'), uniqueid: '1793005200.1' }),
    asteriskLine({ name: 'J\xfcrgen Gr\xf6\xdfe', uniqueid: '1793005200.2' }),
    asteriskLine({ name: 'Zaphod ""Z."" Beeblebrox', uniqueid: '1793005200.3' }),
  ];
  const { counts, calls } = await keptOf(written, { not_collected: ['calling_name'] });
  expect(counts).toMatchObject({ lines: 3, calls: 3 });
  expect(calls.map(({ calling_name }) => calling_name)).toEqual([null, null, null]);
});

test('digits that a caller entered lose what is a card or a social-security number', async () => {
  const line = (userfield: string) =>
    asteriskLine().replace('"1793005200.1",""', `"1793005200.1","${userfield}"`);
  const given = { social_security_numbers: ['us', 'ch'] };
  const { calls, database } = await keptOf(
    [line('code 4111111111111111'), line('219-09-9999#'), line('756.9217.0769.85')],
    given,
  );
  expect(calls.map(({ extra }) => extra?.userfield)).toEqual([
    'code 411111**********',
    '***-**-****#',
    '***.****.****.**',
  ]);
  expect(database).not.toMatch(/1111111111|09-9999|9217/);
});

test('any outside number of a private call is gone from the line, which reads the same from then on', async () => {
  const settings = asteriskSettings({
    privacy: policy({ private_calls: { account_codes: ['7711'] } }),
  });
  const processor = createProcessor(processingContext(settings, KEY));
  const judge = (block: string) =>
    processor.process({
      from: 0,
      state: processor.start,
      received_at: ARRIVAL,
      lines_max: 10,
      next: async (offset) => (offset === 0 ? { block, end: 'file' } : null),
    });
  const number = fc.stringMatching(/^(?:\+|00|0|)[1-9]\d{5,11}$/);
  await fc.assert(
    fc.asyncProperty(number, fc.stringMatching(/^[A-Z][a-z]{0,9}$/), async (dst, name) => {
      const block = asteriskLine({ dst, name, src: '204' })
        .replace('""', '"7711"')
        .replace('"Dial",""', `"Dial","PJSIP/${dst}@provider,60"`);
      const first = await judge(block);
      let standing = block;
      for (const { offset, length } of first.blanks)
        standing = standing.slice(0, offset) + '*'.repeat(length) + standing.slice(offset + length);
      expect(standing).not.toContain(dst.replace(/^\+|^0+/, ''));
      const again = await judge(standing);
      expect(first.blanks.length).toBeGreaterThan(1);
      expect(again.blanks).toEqual([]);
      expect([...again.codes]).toEqual([...first.codes]);
      for (const column of [
        'identity',
        'called',
        'calling',
        'dialled',
        'private',
        'direction',
        'started_at',
      ] as const)
        expect(again.calls[CALL_PLACE[column]]).toBe(first.calls[CALL_PLACE[column]]);
    }),
    { numRuns: 200 },
  );
});

describe('a line reads the same again after a name in it was withheld that its format writes in another way', () => {
  test.each([
    ['with doubled quotes and a letter alone', {}, asteriskLine({ name: 'Zaphod ""Z."" Beeblebrox' })],
    ['in KOI8-R', { encoding: 'koi8-r' }, asteriskLine({ name: '\xea\xc1 ""\xe1"" Kern' })],
    [
      'with a backslash',
      {
        driver: 'asterisk-custom',
        driver_options: {
          columns: ['clid', 'src', 'dst', 'start', 'billsec', 'disposition'],
          quote_escape: '\\',
        },
      },
      '"\\"A\\\\B\\" <204>","204","030231250001","2026-10-26 09:12:03","150","ANSWERED"',
    ],
  ] as const)('%s', async (_how, given, line) => {
    const settings = asteriskSettings({ ...given, privacy: policy({ not_collected: ['calling_name'] }) });
    const first = await judgeFile(`${line}\n`, settings, ARRIVAL);
    expect(first.outcomes).toEqual(['call']);
    expect(first.standing).not.toMatch(/Zaphod|Z\.|Kern|A\\|\xe1/);
    expect(await judgeFile(first.standing, settings, ARRIVAL)).toEqual(first);
  });
});

describe('a call that is private by its number', () => {
  const given = (numbers: string[]) => asteriskSettings({ privacy: policy({ private_calls: { numbers } }) });

  test('stays private where marks stand between the stars', async () => {
    const { calls } = await keptOf([incoming.replaceAll('089231250001', '***-***-******')], {});
    expect(calls).toMatchObject([{ private: true, calling: '************' }]);
  });

  test('is not stored where its stars would be a code of the telephone system', async () => {
    const first = await judgeFile(`${asteriskLine({ dst: '0' })}\n`, given(['0*']), ARRIVAL);
    expect(first.outcomes).toEqual(['excluded.unmaskable']);
  });
});

describe('a number of which digits stand in a record as a web form writes them', () => {
  const record = readFileSync(
    join(import.meta.dirname, '../../fixtures/freeswitch-json/good-answered.cdr'),
    'latin1',
  ).replaceAll('030231250001', '0302%331250%3001');
  const settings = (privacy: object) =>
    asteriskSettings({
      driver: 'freeswitch-json',
      driver_options: {},
      cut: { framing: 'line', limit: 65_536 },
      privacy: policy(privacy),
    });

  test.each([
    ['of a private call', { private_calls: { numbers: ['030231250001'] } }],
    ['of any private call', { private_calls: { numbers: ['030*'] }, not_collected: ['dialled'] }],
  ])('%s does not stay in the raw copy, and the record reads the same ever after', async (_what, privacy) => {
    const first = await judgeFile(record, settings(privacy), ARRIVAL);
    expect(record).toContain('0302%331250%3001');
    expect(first.outcomes).toEqual(['call']);
    expect(first.standing).not.toMatch(/1250%3001|%331250/);
    expect(await judgeFile(first.standing, settings(privacy), ARRIVAL)).toEqual(first);
  });
});
