/** Loaded before the program: it is killed where it is about to overwrite a raw copy. */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const { open } = fs.promises;

fs.promises.open = async (...given: Parameters<typeof open>) => {
  const [path, flags] = given;
  if (flags === fs.constants.O_RDWR && /\/raw\//.test(String(path))) process.kill(process.pid, 'SIGKILL');
  return await open(...given);
};
syncBuiltinESMExports();
