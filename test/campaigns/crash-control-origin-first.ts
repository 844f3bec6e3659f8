/**
 * A control of the crash campaign, loaded before the program: deletes a file at its origin before its raw copy has its
 * name. The campaign must find what that costs.
 */
import { changeSource } from './change-source.ts';

changeSource('/collector/files/take-file.ts', [
  ['await copied.raw.keep();', 'await round.folder.remove(listed.path); await copied.raw.keep();'],
]);
