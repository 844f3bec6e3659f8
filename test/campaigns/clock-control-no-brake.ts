/** A control of the clock campaign, loaded before the program: every clock is believed. The campaign must find what that costs. */
import { registerHooks } from 'node:module';

const MODULE = '/privacy/clock-brake.ts';
const RIGHT = 'if (seen === null) return null;';
const WRONG = 'return null;';

registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context);
    if (!url.endsWith(MODULE)) return loaded;
    const source = String(loaded.source);
    if (!source.includes(RIGHT)) throw new Error(`${MODULE} no longer says ${RIGHT}: write the control anew`);
    return { ...loaded, source: source.replace(RIGHT, WRONG) };
  },
});
