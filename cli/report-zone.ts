import type { Configuration } from '../settings/configuration.ts';

/** Whose calendar days reports mean by "today" and "last month": those of the retention, else of the first site. */
export function reportZone({ retention, sites }: Pick<Configuration, 'retention' | 'sites'>): string {
  const [site] = Object.values(sites);
  return retention?.time_zone ?? site?.time_zone ?? 'UTC';
}
