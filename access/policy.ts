import { z } from 'zod';
import { callConditions } from '../privacy/call-conditions.ts';
import type { NumberMask } from '../privacy/masking.ts';

/** What of calls and lines is shown only to roles that name it, in the order of docs/access.md. */
export const SHOWN_FIELDS = [
  'extensions',
  'names',
  'account_codes',
  'causes',
  'trunks',
  'extra',
  'undefined',
  'raw',
  'audit',
  'attachments',
  'administration',
] as const;
export type ShownField = (typeof SHOWN_FIELDS)[number];

/** What is deleted by command only by roles that name it; being shown it is another right. */
export const DELETED_BY_COMMAND = ['attachments'] as const;

const MASK = /^(?:show all|hide all|hide last (?:[2-9]|1[0-5])|hide behind first (?:[1-9]|1[0-5]))$/;
const numberMask = z
  .string()
  .regex(
    MASK,
    'show all, hide all, hide last 4, or hide behind first 5, with a number of digits from 2 to 15',
  );

const scope = {
  sources: z.array(z.string()).optional().describe('only calls of these sources; empty: of any'),
  sites: z.array(z.string()).optional().describe('only calls of sources of these sites; empty: of any'),
  extensions: callConditions.extensions
    .unwrap()
    .optional()
    .describe('only calls in which one of these is an inside party; empty means any'),
  cost_centres: z
    .array(z.string().min(1))
    .optional()
    .describe(
      'only calls of these cost centres of the directory and of all below them; empty: of any and of none',
    ),
};

/** A key that is left out is as in the built-in role of that name; a role of another name is shown nothing by it. */
export const roleSchema = z.strictObject({
  ...scope,
  own_extensions_only: z
    .boolean()
    .optional()
    .describe('only calls of the extensions that stand with the user; no call where none stands there'),
  numbers: numberMask
    .optional()
    .describe(
      'how numbers of parties are shown: show all, hide last N digits, hide behind first N digits, or hide all',
    ),
  shows: z.array(z.enum(SHOWN_FIELDS)).optional().describe('what is shown besides'),
  deletes: z
    .array(z.enum(DELETED_BY_COMMAND))
    .optional()
    .describe('what may be deleted by a command before its age is reached'),
});
export type RoleSettings = z.output<typeof roleSchema>;

/** Somebody with a role, of which these settings can only take away. */
export const userSchema = z.strictObject({
  role: z.string().describe('a role, built in or of your own'),
  ...scope,
  numbers: numberMask.optional().describe('how numbers are shown, where that is less than the role shows'),
});
export type UserSettings = z.output<typeof userSchema>;

/** Where signed checkpoints of the audit log are written, besides the data folder. */
export const auditSchema = z.strictObject({
  checkpoints: z
    .array(z.string().min(1))
    .default([])
    .describe('folders on another machine, mounted here, or on a disk that only an auditor can write'),
});
export type AuditSettings = z.output<typeof auditSchema>;

/** `os:anna` is an account of the operating system. */
export const userName = z
  .string()
  .regex(
    /^(?:os:)?[A-Za-z0-9_][A-Za-z0-9._@-]{0,62}$/,
    'a name has up to 63 letters, digits, dots, _, @ and -; os: before it makes it an account of the operating system',
  );

/** What the configuration says of who may see what, as it is written there. */
export interface AccessPolicy {
  readonly roles: Readonly<Record<string, RoleSettings>>;
  readonly users: Readonly<Record<string, UserSettings>>;
  /** The site of each source. */
  readonly sites_of: Readonly<Record<string, string>>;
  /** The id in the directory of each cost centre that a role or user names, and that there is. */
  readonly units: Readonly<Record<string, number>>;
}

/** The cost centres that roles and users name. */
export function namedCostCentres({ roles, users }: Pick<AccessPolicy, 'roles' | 'users'>): string[] {
  const named = [...Object.values(roles), ...Object.values(users)];
  return [...new Set(named.flatMap(({ cost_centres = [] }) => cost_centres))];
}

/** What `numbers` means. */
export function numberMaskOf(text: string): NumberMask {
  if (text === 'show all') return { hide: 'nothing' };
  const digits = Number(/\d+$/.exec(text)?.[0]);
  if (text.startsWith('hide last ')) return { hide: 'last', digits };
  return text.startsWith('hide behind first ') ? { hide: 'behind', digits } : { hide: 'all' };
}
