import { sftp } from './sources/sftp.ts';
import { tcp } from './sources/tcp.ts';
import { watch } from './sources/watch.ts';

/** All ways of arrival, by the name the configuration gives as `kind`. */
export const SOURCES = { sftp, tcp, watch };
