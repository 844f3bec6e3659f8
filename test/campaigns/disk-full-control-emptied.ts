/**
 * A control of the full disk campaign, loaded before the program: a raw copy that finds no room is emptied, so that
 * there is room again, and its bytes count as written. The campaign must find what that costs.
 */
import { registerHooks } from 'node:module';

const MODULE = '/collector/journal/journal-files.ts';
const RIGHT = "throw diskError(error, 'write a raw copy');";
const WRONG = 'await handle.truncate(0); written = bytes.byteLength - done;';

registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context);
    if (!url.endsWith(MODULE)) return loaded;
    const source = String(loaded.source);
    if (!source.includes(RIGHT)) throw new Error(`${MODULE} no longer says ${RIGHT}: write the control anew`);
    return { ...loaded, source: source.replace(RIGHT, WRONG) };
  },
});
