import { z } from 'zod';
import { SECRET } from '../../collector/secret-reference.ts';

const attribute = z
  .string()
  .regex(/^(?:[A-Za-z][A-Za-z0-9-]*|\d+(?:\.\d+)+)$/, 'the name of an attribute, such as mail');
const attributes = z.array(attribute).min(1);
const distinguishedName = z
  .string()
  .regex(/^[^=,]+=.+$/, 'a distinguished name, such as ou=people,dc=example,dc=org');

/** Which attribute says what of a person. */
const attributesSchema = z.strictObject({
  person: attribute
    .default('entryUUID')
    .describe(
      'by what a person is known for ever: entryUUID, objectGUID of Active Directory, a number of personnel, or dn',
    ),
  name: attributes.default(['displayName', 'cn']).describe('the first that a person has'),
  email: attribute.nullable().default('mail').describe('null: not taken in'),
  login: attribute
    .nullable()
    .default('uid')
    .describe('null: not taken in; of Active Directory sAMAccountName'),
  extension: attributes
    .default(['telephoneNumber'])
    .describe('extensions, or whole numbers that the numbering plan of the site makes extensions of'),
  site: attribute
    .nullable()
    .default(null)
    .describe('by what the site is known, such as l; null: all are of `site`'),
});

/** Where people belong: the first of these that says something of a person counts. */
const costCentresSchema = z.strictObject({
  groups: z
    .record(distinguishedName, z.string().min(1))
    .default({})
    .describe(
      'groups by their distinguished name, and whose cost centre; also who is in a group of the group',
    ),
  attribute: attribute
    .nullable()
    .default(null)
    .describe('an attribute with the code, such as departmentNumber'),
  separator: z
    .string()
    .min(1)
    .max(3)
    .nullable()
    .default(null)
    .describe('what stands between the levels in that attribute, such as /; null: it is one level'),
  organisational_units: z
    .boolean()
    .default(false)
    .describe('true: by the organisational units (ou) in which a person stands below base_dn'),
});

/** A server of LDAP, and what is taken from it into the directory. */
export const ldapSchema = z
  .strictObject({
    url: z
      .string()
      .regex(
        /^ldaps?:\/\/(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?\/?$/,
        'ldaps://HOST, or ldap://HOST with StartTLS; a port may follow',
      )
      .describe('ldaps://HOST, or ldap://HOST, which is encrypted by StartTLS before anything is said'),
    in_clear: z
      .boolean()
      .default(false)
      .describe('true: ldap:// without TLS; password and people are readable on the network'),
    ca_file: z
      .string()
      .regex(/^\//, 'a whole path, from / on')
      .nullable()
      .default(null)
      .describe(
        'certificates of the authorities that may have signed the server’s, PEM; null: the public ones',
      ),
    bind_dn: z.string().min(1).nullable().default(null).describe('the account; null: without one'),
    password: SECRET.nullable()
      .default(null)
      .describe('where its password stands: file:/path or credential:NAME'),
    base_dn: distinguishedName.describe('below which people are looked for'),
    filter: z
      .string()
      .regex(/^\(.+\)$/s, 'a filter in brackets, such as (objectClass=person)')
      .default('(objectClass=inetOrgPerson)')
      .describe('which entries are people that are taken in'),
    page_size: z.int().min(1).max(10_000).default(500).describe('how many entries are asked for at once'),
    timeout_seconds: z.int().min(1).max(600).default(30).describe('how long an answer is waited for'),
    attributes: attributesSchema.prefault({}).describe('what is read of each'),
    cost_centres: costCentresSchema
      .prefault({})
      .describe('where people belong; nothing of it: that is left as it is'),
    site: z
      .string()
      .nullable()
      .default(null)
      .describe('the site of their extensions, a name under sites; null: the one there is'),
    sites: z
      .record(z.string(), z.string())
      .default({})
      .describe('values of the attribute for the site, and which site that is; of others it is the name'),
  })
  .superRefine(({ url, in_clear, bind_dn, password }, context) => {
    const say = (path: string, message: string): void =>
      context.addIssue({ code: 'custom', path: [path], message });
    if (in_clear && url.startsWith('ldaps:')) say('in_clear', 'ldaps:// is never in clear');
    if ((bind_dn === null) !== (password === null))
      say(bind_dn === null ? 'bind_dn' : 'password', 'an account and its password go together');
  });
export type LdapSettings = z.output<typeof ldapSchema>;
