/**
 * A control of the clock campaign, loaded before the program: of an hour that occurs twice the second one counts. The campaign
 * must see that a job is due at another moment.
 */
import { registerHooks } from 'node:module';

const MODULE = '/maintenance/due.ts';
const RIGHT = "disambiguation: 'earlier'";
const WRONG = "disambiguation: 'later'";

registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context);
    if (!url.endsWith(MODULE)) return loaded;
    const source = String(loaded.source);
    if (!source.includes(RIGHT)) throw new Error(`${MODULE} no longer says ${RIGHT}: write the control anew`);
    return { ...loaded, source: source.replace(RIGHT, WRONG) };
  },
});
