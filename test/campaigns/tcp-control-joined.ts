/**
 * A control of the TCP campaign, loaded before the program: the end of a connection is not written down, so that the next
 * one goes on in the middle of its line. The campaign must find what that costs.
 */
import { registerHooks } from 'node:module';

const MODULE = '/collector/streams/stream-writer.ts';
const CHANGES = [
  ['await this.#persist(() => this.#context.register.closeDelivery(delivery, raw.length));', ''],
  ['delivery, delivery_ended: true });', 'delivery, delivery_ended: false });'],
] as const;

registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context);
    if (!url.endsWith(MODULE)) return loaded;
    let source = String(loaded.source);
    for (const [right, wrong] of CHANGES) {
      if (!source.includes(right))
        throw new Error(`${MODULE} no longer says ${right}: write the control anew`);
      source = source.replace(right, wrong);
    }
    return { ...loaded, source };
  },
});
