import { expect, test } from 'vitest';
import { SmallCompany } from '../small-company.ts';

test('a department that moved in mid-month is with what was above it on each day, as narrowed reports and parts of the month tell', async () => {
  const company = await new SmallCompany().open();
  try {
    // 202 called Munich and London before this day and behind it; its department was below 2000 until then.
    const moved =
      'code,name,kind,parent,from\n2100,Yard,department,2000,2026-01-01\n2100,Yard,department,1000,2026-10-20\n';
    for (const [name, text] of [
      ['first.csv', moved.split('\n').slice(0, 2).join('\n')],
      ['second.csv', [moved.split('\n')[0], moved.split('\n')[2]].join('\n')],
      ['extension.csv', 'site,extension,cost_centre,from\nberlin,202,2100,2026-01-01'],
    ] as const)
      await company.desk.out('directory', 'import', company.desk.write(name, `${text}\n`));
    const withBelow = async (code: string, ...more: readonly string[]) => {
      const { rows } = await company.report('department-costs', ...more);
      const found = rows.filter((row) => row.cost_centre === code && row.cost_with_below_micros !== 0);
      return found.reduce((sum, row) => sum + Number(row.cost_with_below_micros), 0);
    };
    for (const code of ['1000', '2000']) {
      const whole = await withBelow(code);
      const { totals } = await company.report('extension-costs', '--cost-centre', code);
      expect([code, whole]).toEqual([code, totals.cost_micros]);
      const parts = ['2026-10-01..2026-10-19', '2026-10-20..2026-10-31'];
      const told = await Promise.all(parts.map((period) => withBelow(code, '--period', period)));
      expect([code, told.reduce((sum, one) => sum + one, 0)]).toEqual([code, whole]);
      expect(told[code === '1000' ? 1 : 0]).toBeGreaterThan(0);
      const { rows } = await company.report('department-costs', '--level', '1');
      expect(rows.find((row) => row.cost_centre === code)?.cost_micros).toBe(whole);
    }
  } finally {
    company.close();
  }
});
