import { expect, test } from 'vitest';
import { LISTS } from '../../cli/service/judging.ts';
import { RETENTION_TEMPLATES } from '../../privacy/retention-templates.ts';
import { loadConfiguration } from '../../settings/load-configuration.ts';

test.each(Object.entries(RETENTION_TEMPLATES))(
  'the template %s is a sound configuration, says where its figures are from, and claims nothing',
  (_, { text }) => {
    const loaded = loadConfiguration(text, LISTS);
    expect(loaded).toMatchObject({ ok: true });
    expect(loaded.ok && loaded.configuration.retention).toBeTruthy();
    expect(text).toMatch(/no claim that it complies/);
    expect(text).toMatch(/L123-22|NS-47|1 ABR 48\/84|7554790/);
  },
);

test('the longest template is as long as anything may be kept', () => {
  const loaded = loadConfiguration(RETENTION_TEMPLATES.longest.text, LISTS);
  if (!loaded.ok) throw new Error('it does not load');
  const { calls, raw_copies, ledger } = loaded.configuration.retention ?? {};
  expect([calls?.masked, calls?.gone, raw_copies, ledger]).toEqual([null, ...Array(3).fill('10 years')]);
  const longer = RETENTION_TEMPLATES.longest.text.replace('ledger: 10 years', 'ledger: 11 years');
  expect(loadConfiguration(longer, LISTS)).toMatchObject({
    ok: false,
    problems: [{ path: 'retention.ledger', message: expect.stringContaining('10 years') }],
  });
});
