/** A control of the erase campaign, loaded before the program: the database overwrites nothing that it deletes. */
import { changeSource } from './change-source.ts';

changeSource('/store/open-database.ts', [
  ["pragma('secure_delete = ON')", "pragma('secure_delete = OFF')"],
  ['secureDelete !== 1', 'secureDelete !== 0'],
]);
changeSource('/privacy/scrub-gaps.ts', [
  [
    "if (!(await inTurn(() => store.emptyLog()))) return 'kept';",
    "return (await inTurn(() => store.emptyLog())) ? 'done' : 'kept';",
  ],
]);
