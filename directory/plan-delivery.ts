import type { Directory } from '../record/directory.ts';
import type { LdapPeople } from './ldap/ldap-people.ts';
import { planLdap } from './ldap/plan-ldap.ts';
import { planFile } from './plan-file.ts';
import type { ImportPlan } from './plan-import.ts';

/** What is to be taken into the directory, as it stands where it comes from. */
export interface DirectoryDelivery {
  /** Of a file its path, else the connection of LDAP. */
  readonly name: string;
  readonly given: { readonly bytes: Uint8Array } | LdapPeople;
  readonly complete: boolean;
  readonly today: number;
  readonly sites: readonly string[];
  readonly largest_share_percent: number;
}

/** What a delivery would change; or why it is none that can be taken in. */
export type DeliveryPlan =
  | {
      readonly ok: true;
      readonly plan: ImportPlan;
      /** What was passed over, in sentences. */
      readonly notes: readonly string[];
    }
  | { readonly ok: false; readonly reason: string };

export function planDelivery(
  before: Directory,
  { name, given, ...wish }: DirectoryDelivery,
  from_day = wish.today,
): DeliveryPlan {
  if ('bytes' in given) {
    const found = planFile(before, given.bytes, { ...wish, from_day });
    return found.ok ? { ...found, notes: [] } : found;
  }
  const { notes, ...plan } = planLdap(before, given, { ...wish, from_day, origin: name });
  return { ok: true, plan, notes };
}
