/** The database of a data folder. */
export const DATABASE_FILE = 'ledgerline.db';

/** Locked by whoever writes into the folder. */
export const LOCK_FILE = 'ledgerline.lock';
