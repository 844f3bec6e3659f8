/**
 * A control of the full disk campaign, loaded before the program: a raw copy that finds no room is emptied, so that
 * there is room again, and its bytes count as written. The campaign must find what that costs.
 */
import { changeSource } from './change-source.ts';

changeSource('/collector/journal/journal-files.ts', [
  [
    "throw diskError(error, 'write a raw copy');",
    'await handle.truncate(0); written = bytes.byteLength - done;',
  ],
]);
