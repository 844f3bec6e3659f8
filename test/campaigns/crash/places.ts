/** What a path of the campaign means; the drop folders stand in a folder named `drop`. */
export function placeOf(path: string): string {
  if (/\/drop\//.test(path)) return 'origin';
  if (!/\/raw(?:\/|$)/.test(path)) return 'elsewhere';
  if (path.endsWith('.zst.part')) return 'new sealed copy';
  if (path.endsWith('.zst')) return 'sealed copy';
  if (path.endsWith('.part')) return 'new copy';
  if (/\/\d{4}\/\d\d\/\d\d\/\d+$/.test(path)) return 'raw copy';
  return 'raw folder';
}

const STEPS: readonly (readonly [RegExp, string])[] = [
  [/^insert into counter .*'intake'/s, 'number reserved'],
  [/^update intake set cursor/, 'chunk counted'],
  [/^update intake set lines = @lines, ignored/, 'resent settled'],
  [/^update intake set length = max/, 'file grown'],
  [/^update intake set path/, 'seal recorded'],
  [/^insert into call\b/, 'call inserted'],
  [/^insert into duplicate\b/, 'duplicate inserted'],
  [/^insert into chunk\b/, 'chunk inserted'],
  [/^insert into origin\b/, 'origin remembered'],
  [/^update origin set path/, 'origin renamed'],
  [/^insert into delivery\b/, 'delivery opened'],
  [/^update delivery set end_offset/, 'delivery closed'],
  [/^insert into session\b/, 'session opened'],
  [/^update session\b/, 'session closed'],
  [/^insert into processing_settings\b/, 'settings remembered'],
  [/^insert into job_run\b/, 'job begun'],
  [/^insert into migration\b/, 'migration noted'],
  [/^insert into configuration_version\b/, 'configuration applied'],
];

/** What a statement does in the campaign's words; null for one that is no step of its own. */
export function transactionStep(source: string, given: unknown): string | null {
  if (source.startsWith('insert into intake')) {
    const kind = typeof given === 'object' && given !== null && 'kind' in given ? String(given.kind) : 'file';
    return `${kind} registered`;
  }
  return STEPS.find(([pattern]) => pattern.test(source.trimStart()))?.[1] ?? null;
}
