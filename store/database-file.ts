/** The database of a data folder. */
export const DATABASE_FILE = 'ledgerline.db';
