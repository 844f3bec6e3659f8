import { z } from 'zod';
import { SECRET } from '../collector/secret-reference.ts';

/** The server by which mail is sent. */
export const mailSchema = z
  .strictObject({
    host: z.string().min(1).describe('the mail server'),
    port: z
      .int()
      .min(1)
      .max(65_535)
      .nullable()
      .default(null)
      .describe('null: 465 with implicit TLS, else 587'),
    tls: z
      .enum(['starttls', 'implicit', 'none'])
      .default('starttls')
      .describe(
        'starttls: nothing is sent before the connection is encrypted; none: in the clear, for a server on this machine',
      ),
    ca_file: z
      .string()
      .regex(/^\//, 'the whole path of a file')
      .nullable()
      .default(null)
      .describe('certificates (PEM) that sign that of the server, where the system does not know them'),
    user: z.string().min(1).nullable().default(null).describe('the login; null: none'),
    password: SECRET.nullable().default(null).describe('file:/path or credential:NAME'),
    from: z.email().describe('the address it comes from'),
    retry_hours: z
      .number()
      .min(0.1)
      .max(168)
      .default(24)
      .describe('a delivery that does not succeed for so long is given up, and an alarm says so'),
  })
  .superRefine(({ user, password, tls }, context) => {
    if ((user === null) !== (password === null))
      context.addIssue({ code: 'custom', path: ['password'], message: 'user and password go together' });
    if (tls === 'none' && user !== null)
      context.addIssue({ code: 'custom', path: ['tls'], message: 'a password is never sent in the clear' });
  });
export type MailSettings = z.output<typeof mailSchema>;
