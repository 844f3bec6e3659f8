/** Loaded before the program: it is killed at the place that LEDGERLINE_KILLED_AT names. */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const place = process.env.LEDGERLINE_KILLED_AT ?? '';
const die = (at: string): void => {
  if (at === place) process.kill(process.pid, 'SIGKILL');
};
const ENCRYPTED = /\/attachments\/\d{4}-\d\d\/[0-9a-f]{32}(?:\.part)?$/;

const { open, rename, rm } = fs.promises;
fs.promises.open = async (...given: Parameters<typeof open>) => {
  const path = String(given[0]);
  if (ENCRYPTED.test(path) && given[1] === fs.constants.O_RDWR) die('before a deleted one is overwritten');
  const file = await open(...given);
  if (!ENCRYPTED.test(path) || !path.endsWith('.part')) return file;
  const write = file.writeFile.bind(file);
  let pieces = 0;
  file.writeFile = async (...bytes: Parameters<typeof write>) => {
    await write(...bytes);
    pieces += 1;
    if (pieces > 2) die('half of it is written');
  };
  return file;
};
fs.promises.rename = async (from, to) => {
  if (ENCRYPTED.test(String(to))) die('before it has its name');
  await rename(from, to);
  if (ENCRYPTED.test(String(to))) die('before the store knows it');
};
fs.promises.rm = async (path, options) => {
  if (String(path).endsWith('.json')) die('before the sidecar goes');
  if (String(path).endsWith('.wav')) die('between sidecar and original');
  await rm(path, options);
};
syncBuiltinESMExports();
