/** Loaded before the program: a disk that flushes nothing of what the warehouse of the demo sends. */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const { open } = fs.promises;

fs.promises.open = async (...given: Parameters<typeof open>) => {
  const handle = await open(...given);
  if (/\/raw\/warehouse\/.*\d$/.test(String(given[0])))
    handle.datasync = () => Promise.reject(Object.assign(new Error('i/o error'), { code: 'EIO' }));
  return handle;
};
syncBuiltinESMExports();
