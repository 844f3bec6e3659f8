import { readFileSync } from 'node:fs';
import type { DirectoryFile } from '../../maintenance/job.ts';
import type { ReadingStore } from '../../store/reading-store.ts';
import { unreadableFile } from '../configuration-files.ts';
import { today } from '../directory-desk.ts';
import { activeConfiguration } from './judging.ts';

/** The files that the configuration in force says are to be taken into the directory. */
export async function directoryFiles(store: ReadingStore, now: number): Promise<DirectoryFile[]> {
  const configuration = await activeConfiguration(store);
  const sites = Object.keys(configuration.sites);
  return configuration.directory.imports.map(({ file, complete }) => {
    try {
      return { name: file, complete, bytes: readFileSync(file), today: today(configuration, now), sites };
    } catch (cause) {
      throw unreadableFile(file, cause);
    }
  });
}
