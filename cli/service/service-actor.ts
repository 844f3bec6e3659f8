import { hostname, userInfo } from 'node:os';
import type { AuditActor } from '../audit-trail.ts';

/** Whoever does what nobody asked for: the account that the program runs as. */
export const SERVICE_ACTOR: AuditActor = {
  account: `os:${userInfo().username} (service)`,
  address: 'local',
  computer: hostname(),
};
