import { roleSchema, userName, userSchema } from '../access/policy.ts';
import { section } from './section.ts';

/** Who may see what. */
export const accessSections = {
  roles: section(
    roleSchema,
    'Roles of your own, and changes to those that are built in. What a role does not say is as it is built in, or not shown.',
  ),
  users: section(
    userSchema,
    'Who has which role: os:NAME is an account of the operating system. One that does not stand here is an operator.',
    userName,
  ),
};
