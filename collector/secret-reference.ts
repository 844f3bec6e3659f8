import { z } from 'zod';

/** Where a secret stands; the secret itself never stands in a configuration. */
export const SECRET = z
  .string()
  .regex(
    /^(?:file:\/.+|credential:[A-Za-z0-9_.-]+)$/,
    'file:/path or credential:NAME, never the secret itself',
  );
