import { isDeepStrictEqual } from 'node:util';
import { ContentPrint } from '../../collector/journal/content-print.ts';
import { damagedFrames, readRawCopy } from '../../collector/journal/raw-copies.ts';
import type { InstallationKey } from '../../record/mac.ts';
import { counted, grouped } from '../../reports/text-table.ts';
import { readInstallationKey } from '../../settings/installation-key.ts';
import { findIntake, type IntakeFound } from '../../store/queries/intakes.ts';
import { databaseMismatches, ledgerMismatches, type Mismatch } from '../../store/queries/verify.ts';
import type { ReadingStore } from '../../store/reading-store.ts';
import type { Command, CommandCall } from '../command.ts';
import { gapNotices, gapsOf } from '../number-gaps.ts';
import { StrayCopies } from '../stray-copies.ts';
import { isSet, sameFolder } from '../usage.ts';
import { attachmentMismatches } from '../verified-attachments.ts';

const BLOCK_BYTES = 4 * 1024 * 1024;

export const verify: Command = {
  name: 'verify',
  summary: 'Compares the ledger with what is stored, and the raw copies with what was received.',
  positionals: '',
  options: { json: { value: null, summary: 'the mismatches as a JSON array' } },
  example: './ledgerline verify --data /var/lib/ledgerline',
  writes: false,
  audit: 'none',
  async run(call) {
    const { connection, query } = call.reading();
    const found: Finding[] = databaseMismatches(connection);
    // Nothing that is read from a damaged file proves anything.
    const sound = found.length === 0;
    if (sound) found.push(...ledgerMismatches(connection));
    const all = query.selectFrom('intake').select('id').orderBy('id');
    const intakes = sound ? await all.execute() : [];
    const key = readInstallationKey(call.folder);
    const strays = sound && key !== null ? await StrayCopies.look(call.folder, key) : null;
    let bytes = 0;
    for (const { id } of intakes) {
      const compared = await compareRawCopy(call, id, key, strays);
      found.push(...compared.mismatches);
      bytes += compared.bytes;
    }
    found.push(...(strays?.findings ?? []));
    if (sound) found.push(...(await attachmentMismatches(call)));
    if (isSet(call, 'json')) {
      await call.out(`${JSON.stringify(found, null, 1)}\n`);
    } else {
      for (const finding of found) await call.out(`${placeOf(finding)}: ${finding.message}\n`);
      const lost = sound ? gapNotices(await gapsOf(call.reading(), null), sameFolder(call)) : [];
      const notices = [...(strays?.surplus ?? []), ...lost, ...(sound ? await goneNotice(query) : [])];
      for (const notice of notices) await call.out(`${notice}\n`);
      await call.out(
        found.length === 0
          ? `All is well: ${grouped(intakes.length)} intakes and ${grouped(bytes)} bytes of raw copies hold what the ledger says.\n`
          : `${grouped(found.length)} ${found.length === 1 ? 'mismatch' : 'mismatches'}. Keep the folder as it is; docs/operating.md says what to do.\n`,
      );
    }
    return found.length === 0 ? 0 : 1;
  },
};

/** What cannot be compared any more, because it is not kept so long. */
async function goneNotice(query: ReadingStore['query']): Promise<string[]> {
  const gone = query.selectFrom('intake').where('raw_gone_at', 'is not', null).where('same_as', 'is', null);
  const { copies } = await gone
    .select((of) => of.fn.countAll<number>().as('copies'))
    .executeTakeFirstOrThrow();
  if (copies === 0) return [];
  return [`The raw copies of ${counted(copies, 'intake')} went because of their age.`];
}

/** A mismatch of the ledger or of a raw copy, or a raw copy beside them all. */
type Finding = Mismatch & { readonly path?: string };

function placeOf({ intake, path }: Finding): string {
  return path ?? (intake === null ? 'database' : `intake ${intake}`);
}

/** Compares a raw copy, and once more where it was packed or grew while it was looked at. */
async function compareRawCopy(
  call: CommandCall,
  id: number,
  key: InstallationKey | null,
  strays: StrayCopies | null,
) {
  let intake = await findIntake(call.reading(), id);
  for (;;) {
    if (intake === null || intake.same_as !== null || intake.raw_gone_at !== null)
      return { mismatches: [], bytes: 0 };
    const mismatches = await rawMismatches(call.folder, intake, key, strays);
    const now = await findIntake(call.reading(), id);
    if (mismatches.length === 0 || isDeepStrictEqual(now, intake))
      return { mismatches, bytes: intake.length };
    intake = now;
  }
}

/** A raw copy must have every byte that was accounted for, and the content it had when it was received whole. */
async function rawMismatches(
  folder: string,
  intake: IntakeFound,
  key: InstallationKey | null,
  strays: StrayCopies | null,
): Promise<Mismatch[]> {
  const say = (message: string): Mismatch[] => [{ intake: intake.id, message }];
  if (intake.length === 0) return [];
  if (key === null) return say('the installation key is missing, so its raw copy cannot be compared');
  try {
    const damaged = await damagedFrames(folder, intake.copy);
    if (damaged.length > 0)
      return say(`${damaged.length} frames of its raw copy are not as they were written`);
    const expected = expectedPrint(intake);
    const print = new ContentPrint(key, [...(strays?.marksOf(intake.source) ?? []), expected?.length ?? 0]);
    while (print.length < intake.length) {
      const wanted = Math.min(BLOCK_BYTES, intake.length - print.length);
      const bytes = await readRawCopy(folder, intake.copy, print.length, wanted);
      if (bytes.length === 0) break;
      print.update(bytes);
    }
    strays?.compare(intake.source, intake.id, print);
    if (print.length < intake.length)
      return say(`its raw copy has ${print.length} bytes, ${intake.length} were received`);
    return expected !== null && print.macAt(expected.length) !== expected.content_mac
      ? say('its raw copy holds other bytes than were received')
      : [];
  } catch (error) {
    return say(error instanceof Error ? error.message : String(error));
  }
}

/** What its bytes are compared with; where something was overwritten, the print that was taken after that. */
function expectedPrint({ content_mac, length, blanked, to_blank }: IntakeFound): {
  length: number;
  content_mac: string;
} | null {
  if (to_blank > 0) return null;
  if (blanked === null) return content_mac === null ? null : { length, content_mac };
  return blanked.content_mac === null
    ? null
    : { length: blanked.print_length, content_mac: blanked.content_mac };
}
