import { type Sight, sightOf } from '../../access/sight.ts';

const found = sightOf({ roles: {}, users: {}, sites_of: {}, units: {} }, 'os:somebody', null);
if ('unknown' in found) throw new Error('an account of the operating system is an operator');

/** Whoever types commands where nothing is configured. */
export const OPERATOR: Sight = found;
