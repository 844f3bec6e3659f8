import { join } from 'node:path';

const SITE =
  'sites:\n  office:\n    country: DE\n    area_code: "30"\n    time_zone: Europe/Berlin\nsources:\n';

/** All ways of arrival at once, each as fast as it can be. */
export function serviceConfiguration(drop: string, ports: { repeating: number; forgetful: number }): string {
  return [
    SITE,
    watch('moved', drop, 'move', 300),
    watch('deleted', drop, 'delete', 300),
    watch('growing', drop, 'leave', 300),
    watch('resting', drop, 'leave', 0.3),
    listen('repeating', ports.repeating),
    listen('forgetful', ports.forgetful),
  ].join('');
}

/** The same sources, each reading files that nobody touches any more. */
export function archiveConfiguration(archive: string, sources: readonly string[]): string {
  return SITE + sources.map((name) => watch(name, archive, 'leave', 300)).join('');
}

function watch(name: string, folder: string, afterwards: string, finishedAfter: number): string {
  return source(name, 'watch', [
    `folder: ${join(folder, name)}`,
    'interval_seconds: 0.03',
    'retry_seconds: 0.1',
    `afterwards: ${afterwards}`,
    `finished_after_seconds: ${finishedAfter}`,
  ]);
}

function listen(name: string, port: number): string {
  const options = ['mode: listen', 'address: 127.0.0.1', `port: ${port}`, 'allow: [ 127.0.0.1 ]'];
  return source(name, 'tcp', [...options, 'drain_seconds: 1', 'retry_seconds: 0.1']);
}

function source(name: string, kind: string, options: readonly string[]): string {
  const lines = [`kind: ${kind}`, 'site: office', 'driver: asterisk-csv', ...options];
  return `  ${name}:\n${lines.map((line) => `    ${line}\n`).join('')}`;
}
