import { expect, test } from 'vitest';
import { NO_CONFIGURATION } from '../../../cli/service/judging.ts';
import { namingHands } from '../../../cli/service/naming-hands.ts';
import { namingOf } from '../../../record/naming.ts';
import { asteriskLine, asteriskSettings } from '../../asterisk-lines.ts';
import { inFolder } from '../../test-folder.ts';

/** As many as one transaction of an erasure takes, so that what arrives does not wait for it. */
const MOST_AT_ONCE = 500;

test('calls in whose texts somebody stands are handed on some at a time, and each once', async () => {
  await inFolder(async (data) => {
    const lines = Array.from({ length: 1300 }, (_, place) =>
      asteriskLine({ name: `Anna ${place % 3 === 0 ? 'Beta' : 'Gamma'}`, uniqueid: `1793005200.${place}` }),
    );
    await data.file(lines.map((line) => `${line}\n`).join(''));
    const configuration = { sites: { berlin: asteriskSettings().site }, sources: {} };
    const hands = namingHands(data.folder, async () => ({
      ...configuration,
      attachments: NO_CONFIGURATION.attachments,
    }));
    const naming = namingOf({ numbers: [], names: ['Anna Gamma', 'Anna Beta'] });
    const pieces = await Array.fromAsync(hands.calls(naming, { from_day: null, to_day: null }));
    expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThanOrEqual(MOST_AT_ONCE);
    const ids = (data.dump().call as { id: number }[]).map(({ id }) => id);
    expect(pieces.flat()).toEqual(ids.sort((one, other) => one - other));
  });
});
