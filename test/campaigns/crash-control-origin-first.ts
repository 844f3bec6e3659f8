/**
 * A control of the crash campaign, loaded before the program: deletes a file at its origin before its raw copy has its
 * name. The campaign must find what that costs.
 */
import { registerHooks } from 'node:module';

const MODULE = '/collector/files/take-file.ts';
const RIGHT = 'await copied.raw.keep();';
const WRONG = 'await round.folder.remove(listed.path); await copied.raw.keep();';

registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context);
    if (!url.endsWith(MODULE)) return loaded;
    const source = String(loaded.source);
    if (!source.includes(RIGHT)) throw new Error(`${MODULE} no longer says ${RIGHT}: write the control anew`);
    return { ...loaded, source: source.replace(RIGHT, WRONG) };
  },
});
