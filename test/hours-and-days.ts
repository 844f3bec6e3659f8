type Row = Readonly<Record<string, number>>;

const SUMS = ['legs', 'calls', 'answered', 'duration_ms', 'cost_micros'] as const;
const KEYS = ['day', 'gone', 'source', 'held', 'currency'] as const;
/** Small groups of anonymous days are joined by other groups in hours than in days. */
const KEPT = ['direction', 'destination_class', 'destination_country', 'trunk', 'step'] as const;

/** Whatever is done to a store, both tables of totals tell the same. */
export function daysUnlikeTheirHours(dump: Readonly<Record<string, unknown[]>>): string[] {
  const [days, hours] = [dump.day_total ?? [], dump.hour_total ?? []] as Row[][];
  const [byDay, byHour] = [added(days ?? []), added(hours ?? [])];
  return [...new Set([...byDay.keys(), ...byHour.keys()])].flatMap((key) => {
    const [one, other] = [byDay.get(key), byHour.get(key)].map((sums) => String(sums ?? SUMS.map(() => 0)));
    return one === other ? [] : [`${key}: ${one} and ${other}`];
  });
}

function added(rows: readonly Row[]): Map<string, number[]> {
  const found = new Map<string, number[]>();
  for (const row of rows) {
    const keys = row.gone === 1 && row.step === 3 ? KEYS : [...KEYS, ...KEPT];
    const key = keys.map((name) => row[name]).join(' ');
    const sums = found.get(key) ?? SUMS.map(() => 0);
    found.set(
      key,
      SUMS.map((name, place) => (sums[place] ?? 0) + (row[name] ?? 0)),
    );
  }
  return found;
}
