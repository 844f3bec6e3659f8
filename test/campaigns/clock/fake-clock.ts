import { existsSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const LIBRARIES = '/usr/lib';
/** The one for programs of several threads. */
const LIBRARY = 'libfaketimeMT.so.1';

/** The library that stands between a program and the clock (Debian: faketime); null where this machine has none. */
export function clockLibrary(): string | null {
  for (const folder of existsSync(LIBRARIES) ? readdirSync(LIBRARIES) : []) {
    const place = join(LIBRARIES, folder, 'faketime', LIBRARY);
    if (existsSync(place)) return place;
  }
  return null;
}

/** A clock of a machine that somebody sets while programs run by it. Timers go on as they were. */
export class FakeClock {
  private readonly file: string;
  private readonly library: string;

  constructor(file: string, library: string) {
    this.file = file;
    this.library = library;
  }

  /** It goes on from there. */
  set(utcMs: number): void {
    const begun = `${this.file}.part`;
    const seconds = (utcMs - Date.now()) / 1000;
    writeFileSync(begun, `${seconds < 0 ? '' : '+'}${seconds.toFixed(3)}\n`);
    renameSync(begun, this.file);
  }

  /** What a program that is to live by it has in its environment. */
  get environment(): Readonly<Record<string, string>> {
    return {
      LD_PRELOAD: this.library,
      FAKETIME_TIMESTAMP_FILE: this.file,
      FAKETIME_NO_CACHE: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
      NO_FAKE_STAT: '1',
    };
  }
}
