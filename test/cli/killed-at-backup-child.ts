/** Loaded before the program: it is killed at the place that LEDGERLINE_KILLED_AT names. */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const place = process.env.LEDGERLINE_KILLED_AT ?? '';
const die = (at: string): void => {
  if (at === place) process.kill(process.pid, 'SIGKILL');
};

const { open, rename, rm } = fs.promises;
let pieces = 0;
let read = 0;

fs.promises.open = async (...given: Parameters<typeof open>) => {
  const path = String(given[0]);
  if (/ledgerline-.*\.age\.part$/.test(path)) die('the copy of the database is there');
  if (path.endsWith('/installation.key') && given[1] === 'w') die('restored without its keys');
  if (path.endsWith('ledgerline.db') && given[1] === 'w') die('the first file of a restore');
  if (/calls-[\d-]+\.tar$/.test(path) && given[1] === 'r') {
    read += 1;
    // The list of what is in it, then piece after piece.
    if (read === 3) die('a piece of an archive is back');
  }
  const file = await open(...given);
  if (/ledgerline-.*\.age\.part$/.test(path)) {
    const write = file.writeFile.bind(file);
    file.writeFile = async (...bytes: Parameters<typeof write>) => {
      await write(...bytes);
      pieces += 1;
      if (pieces > 1) die('half of the backup is written');
    };
  }
  return file;
};
fs.promises.rename = async (from, to) => {
  if (String(from).endsWith('.age.part') && String(to).includes('ledgerline-'))
    die('before the backup has its name');
  if (String(to).endsWith('.tar')) die('before an archive has its name');
  await rename(from, to);
  if (String(to).endsWith('.tar')) die('before an archive is noted as written');
  if (String(to).includes('/ledgerline-') && String(to).endsWith('.age'))
    die('before the backup is registered');
};
fs.promises.rm = async (path, options) => {
  if (String(path).endsWith('restore-unfinished')) die('before a restore is opened');
  await rm(path, options);
};
syncBuiltinESMExports();
