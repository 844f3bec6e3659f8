import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Configuration } from '../../settings/configuration.ts';
import { changeText, configurationDifference } from '../../settings/configuration-difference.ts';
import { loadConfiguration } from '../../settings/load-configuration.ts';
import { LISTS } from './small-lists.ts';

function configuration(text: string): Configuration {
  const loaded = loadConfiguration(text, LISTS);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  return loaded.configuration;
}

const changes = (before: string, after: string) =>
  configurationDifference(configuration(before), configuration(after));
const lines = (before: string, after: string) => changes(before, after).map(changeText);

const BEFORE = `
sites: { hq: { country: DE } }
formats: { mine: { driver: delimited, columns: [{ field: started, column: 1 }] } }
sources:
  pbx: { kind: watch, site: hq, driver: asterisk-csv, folder: /var/spool/cdr }
thresholds: [{ name: short, shorter_than_seconds: 5 }, { name: internal, directions: [internal] }]
`;
const swap = (text: string, by: string) => BEFORE.replace(text, by);

describe('the difference of two documents', () => {
  test('is empty for a document and itself, and for a default that is written out', () => {
    expect(changes(BEFORE, BEFORE)).toEqual([]);
    expect(
      changes(BEFORE, swap('folder:', 'enabled: true, driver_options: { utc: false }, folder:')),
    ).toEqual([]);
    expect(changes('', 'sites:\nthresholds: []')).toEqual([]);
  });

  test('names a changed value by the path people write, with the old and the new one', () => {
    expect(changes(BEFORE, swap('/var/spool/cdr', '/srv/cdr'))).toEqual([
      { kind: 'changed', path: 'sources.pbx.folder', before: '/var/spool/cdr', after: '/srv/cdr' },
    ]);
    expect(lines(BEFORE, swap('country: DE', 'country: AT, area_code: "1"'))).toEqual([
      '~ sites.hq.country: "DE" → "AT"',
      '~ sites.hq.area_code: null → "1"',
    ]);
  });

  test('names what came and went as a whole', () => {
    expect(
      lines(BEFORE, swap('sites: {', 'sites: { lab: { country: CH },')).map((line) => line.slice(0, 29)),
    ).toEqual(['+ sites.lab: {"country":"CH",']);
    expect(
      lines(swap('sites: {', 'sites: { lab: { country: CH },'), BEFORE).map((line) => line.slice(0, 29)),
    ).toEqual(['- sites.lab: {"country":"CH",']);
  });

  test('tells a changed format once, at the format and not at every source that names it', () => {
    const named = swap('driver: asterisk-csv', 'driver: mine');
    expect(lines(BEFORE, named)).toEqual([
      '~ sources.pbx.driver: "asterisk-csv" → "mine"',
      '- sources.pbx.driver_options.utc: false',
    ]);
    expect(lines(named, named.replace('delimited,', 'delimited, separator: "|",'))).toEqual([
      '~ formats.mine.separator: ";" → "|"',
    ]);
  });

  test('goes by the names of thresholds, and tells when their order changes, because the first that fits counts', () => {
    const swapped = swap(
      '[{ name: short, shorter_than_seconds: 5 }, { name: internal, directions: [internal] }]',
      '[{ name: internal, directions: [internal] }, { name: new, answered: true }, { name: short, shorter_than_seconds: 9 }]',
    );
    expect(lines(BEFORE, swapped)).toEqual([
      '~ thresholds.short.shorter_than_seconds: 5 → 9',
      '+ thresholds.new: {"name":"new","shorter_than_seconds":null,"answered":true,"directions":[],"classes":[],"extensions":[],"trunks":[]}',
      '~ thresholds: order ["short","internal"] → ["internal","short"]',
    ]);
  });

  test('is the same read backwards, with added and removed, before and after changed over', () => {
    const part = fc.constantFrom(
      'country: DE',
      'country: AT',
      'time_zone: Europe/Vienna',
      'extensions: [2001]'.replace('2001', '"2001"'),
    );
    const sites = fc.dictionary(fc.constantFrom('a', 'b', 'c'), part, { noNullPrototype: true });
    const thresholds = fc.uniqueArray(fc.constantFrom('x', 'y', 'z'));
    const text = fc.tuple(sites, thresholds).map(([places, names]) => {
      const written = Object.entries(places).map(([name, plan]) => `${name}: { ${plan} }`);
      return `sites: { ${written.join(', ')} }\nthresholds: [${names.map((name) => `{ name: ${name}, answered: true }`).join(', ')}]`;
    });
    const turned = { added: 'removed', removed: 'added', changed: 'changed', reordered: 'reordered' };
    fc.assert(
      fc.property(text, text, (one, other) => {
        const back = changes(other, one).map((change) => {
          return { ...change, kind: turned[change.kind], before: change.after, after: change.before };
        });
        const byPath = (list: readonly { path: string; kind: string }[]) =>
          [...list].sort((a, b) => `${a.path} ${a.kind}`.localeCompare(`${b.path} ${b.kind}`));
        expect(byPath(back)).toEqual(byPath(changes(one, other)));
      }),
    );
  });

  test('no section can change without being told', () => {
    const loaded = configuration('{}');
    for (const section of Object.keys(loaded)) {
      const other = { ...loaded, [section]: { marked: { driver: 'x', options: {} } } };
      const told = configurationDifference(loaded, other as unknown as Configuration);
      expect(
        told.map(({ path }) => path.split('.')[0]),
        section,
      ).toContain(section);
    }
  });
});
