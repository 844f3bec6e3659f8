import { expect, test } from 'vitest';
import { spellings } from '../../../store/queries/number-spellings.ts';
import { callsOfSubject, subjectCallsSql } from '../../../store/queries/subject-calls.ts';
import { asteriskLine } from '../../asterisk-lines.ts';
import { inFolder } from '../../test-folder.ts';

const subject = (typed: string) => ({
  ...{ numbers: spellings(typed), extensions: [], names: [], from_day: null, to_day: null },
});

test('calls of a number are found by the indexes of numbers alone, and no other call of a day is looked at', async () => {
  await inFolder(async (data) => {
    await data.file(`${asteriskLine()}\n${asteriskLine({ dst: '089231250002', uniqueid: '2.1' })}\n`);
    await data.reading(({ connection }) => {
      const plan = connection
        .prepare<[string], { detail: string }>(
          `explain query plan ${subjectCallsSql(subject('+4989231250001'))}`,
        )
        .all('[1]')
        .map(({ detail }) => detail)
        .filter((detail) => /\bcall\b/.test(detail));
      expect(plan).toHaveLength(3);
      for (const detail of plan)
        expect(detail).toMatch(/^SEARCH call USING INDEX call_\w+ \(day_part=\? AND \w+=\?\)$/);
    });
  });
});

test('as many calls are found by a number as the table has, and none by nobody', async () => {
  await inFolder(async (data) => {
    await data.file(`${asteriskLine()}\n${asteriskLine({ dst: '089231250002', uniqueid: '2.1' })}\n`);
    const [call] = await data.calls();
    const [{ day } = { day: 0 }] = data.dump().call as { day: number }[];
    await data.reading(({ connection }) => {
      expect(callsOfSubject(connection, subject('+4989231250001'), [day])).toEqual([call?.id]);
      expect(callsOfSubject(connection, { ...subject('1'), numbers: [] }, [day])).toEqual([]);
    });
  });
});
