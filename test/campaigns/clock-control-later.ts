/**
 * A control of the clock campaign, loaded before the program: of an hour that occurs twice the second one counts. The campaign
 * must see that a job is due at another moment.
 */
import { changeSource } from './change-source.ts';

changeSource('/maintenance/due.ts', [["disambiguation: 'earlier'", "disambiguation: 'later'"]]);
