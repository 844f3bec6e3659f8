import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AUDIT_FILE, type KeptRecord } from '../../../store/audit/audit-log.ts';
import { type AuditWorld, problemsOf, worldOf } from './audit-world.ts';

export interface FlipResult {
  readonly flips: number;
  readonly unnoticed: readonly string[];
}

/** Every bit of every field of every record, of what stands beside it, and of every checkpoint. */
export function flipEveryBit(world: AuditWorld): FlipResult {
  let flips = 0;
  const unnoticed: string[] = [];
  const look = (changed: AuditWorld, what: string): void => {
    flips += 1;
    if (problemsOf(changed).length === 0) unnoticed.push(what);
  };
  for (const [at, record] of world.records.entries()) {
    for (const [name, changed] of changedRecords(record)) {
      const records = world.records.with(at, changed);
      look({ ...world, records }, `record ${record.n}, ${name}`);
    }
  }
  for (const [at, place] of world.places.entries()) {
    for (const [nth, file] of place.files.entries()) {
      for (const [bit, text] of flippedTexts(file.text)) {
        const files = place.files.with(nth, { ...file, text });
        look({ ...world, places: world.places.with(at, { ...place, files }) }, `${file.name}, bit ${bit}`);
      }
    }
  }
  return { flips, unnoticed };
}

function* changedRecords(record: KeptRecord): Iterable<[name: string, changed: KeptRecord]> {
  const { beside, ...fields } = record;
  for (const [name, value] of Object.entries(fields))
    for (const [bit, changed] of flipped(value))
      yield [`${name} bit ${bit}`, { ...record, [name]: changed } as KeptRecord];
  for (const [name, value] of Object.entries(beside ?? {}))
    for (const [bit, changed] of flipped(value))
      yield [`${name} bit ${bit}`, { ...record, beside: { ...beside, [name]: changed } } as KeptRecord];
}

function flipped(value: unknown): Iterable<[bit: number, changed: unknown]> {
  if (typeof value === 'string') return flippedTexts(value);
  if (typeof value === 'number') return flippedNumbers(value);
  return value instanceof Uint8Array ? flippedBytes(value) : [];
}

function* flippedTexts(text: string): Iterable<[number, string]> {
  // As SQLite gives bytes that are no UTF-8 any more.
  for (const [bit, bytes] of flippedBytes(Buffer.from(text)))
    yield [bit, Buffer.from(bytes).toString('utf8')];
}

function* flippedNumbers(value: number): Iterable<[number, number]> {
  for (let bit = 0; bit < 53; bit++) yield [bit, Number(BigInt(value) ^ (1n << BigInt(bit)))];
}

function* flippedBytes(bytes: Uint8Array): Iterable<[number, Uint8Array]> {
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const changed = Buffer.from(bytes);
    const at = bit >> 3;
    changed[at] = (changed[at] ?? 0) ^ (1 << (bit & 7));
    yield [bit, changed];
  }
}

/** Bits of the file itself, each so many bits apart: it is noticed, or the log reads as it did. */
export function flipFile(folder: string, step: number): FlipResult {
  const path = join(folder, AUDIT_FILE);
  const bytes = readFileSync(path);
  const before = JSON.stringify(worldOf(folder).records);
  const unnoticed: string[] = [];
  let flips = 0;
  for (let bit = 0; bit < bytes.length * 8; bit += step) {
    const changed = Buffer.from(bytes);
    changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    writeFileSync(path, changed);
    flips += 1;
    if (!isNoticed(folder, before)) unnoticed.push(`bit ${bit} of ${AUDIT_FILE}`);
  }
  writeFileSync(path, bytes);
  return { flips, unnoticed };
}

function isNoticed(folder: string, before: string): boolean {
  try {
    const world = worldOf(folder);
    return problemsOf(world).length > 0 || JSON.stringify(world.records) === before;
  } catch {
    return true;
  }
}
