/** A control of the restore campaign, loaded before the program: the database is copied as a file, without what stands in its log. */
import { changeSource } from './change-source.ts';

changeSource('/store/store-copy.ts', [
  [
    "connection.prepare('vacuum into ?').run(into);",
    "process.getBuiltinModule('node:fs').copyFileSync(path, into);",
  ],
]);
