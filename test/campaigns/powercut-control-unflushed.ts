/**
 * A control of the power cut campaign, loaded before the program: a raw copy gets its name without being flushed. The
 * campaign must find what that costs.
 */
import { changeSource } from './change-source.ts';

changeSource('/collector/journal/journal-files.ts', [
  ['async keep(): Promise<void> {\n    await sync(this.#handle);', 'async keep(): Promise<void> {'],
]);
