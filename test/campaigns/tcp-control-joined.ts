/**
 * A control of the TCP campaign, loaded before the program: the end of a connection is not written down, so that the next
 * one goes on in the middle of its line. The campaign must find what that costs.
 */
import { changeSource } from './change-source.ts';

changeSource('/collector/streams/stream-writer.ts', [
  ['await this.#persist(() => this.#context.register.closeDelivery(delivery, raw.length));', ''],
  ['delivery, delivery_ended: true });', 'delivery, delivery_ended: false });'],
]);
