/** A control of the restore campaign, loaded before the program: the first erasure behind a backup is taken for done. */
import { changeSource } from './change-source.ts';

changeSource('/backup/newest-erasures.ts', [['sequence > known', 'sequence > known + 1']]);
