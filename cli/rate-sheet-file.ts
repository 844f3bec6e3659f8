import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type RangedFile, zipMembers } from '../collector/journal/zip-members.ts';
import { csvRows } from '../processor/rating/csv-rows.ts';
import type { SheetRow } from '../processor/rating/rate-sheet.ts';
import { xlsxRows } from '../processor/rating/xlsx-rows.ts';
import { OperationError } from '../record/operation-error.ts';
import type { CommandCall } from './command.ts';
import { unreadableFile } from './configuration-files.ts';

const MEGABYTE = 1024 * 1024;
/** More than the sheet of any carrier, and little enough to be looked at as one text. */
const UNPACKED_MAX = 256 * MEGABYTE;

/** A rate sheet as rows of texts, with the hash of its bytes. */
export interface RateSheetFile {
  readonly rows: readonly SheetRow[];
  readonly sha256: string;
}

/** Reads separated values, or the first sheet of a workbook, by what the bytes are and not by the name. */
export async function readRateSheet(call: CommandCall, name: string): Promise<RateSheetFile> {
  const bytes = bytesOf(call, name);
  const workbook = bytes.subarray(0, 4).toString('latin1') === 'PK\x03\x04';
  const rows = workbook ? await workbookRows(bytes, name) : csvRows(textOf(bytes));
  if (rows === null)
    throw new OperationError('TARIFF_REFUSED', `The quotes in ${name} do not close.`, {
      hint: 'Save the sheet as CSV or XLSX again; nothing of it was kept.',
    });
  return { rows, sha256: createHash('sha256').update(bytes).digest('hex') };
}

function bytesOf(call: CommandCall, name: string): Buffer {
  try {
    return readFileSync(resolve(call.cwd, name));
  } catch (cause) {
    throw unreadableFile(name, cause);
  }
}

/** UTF-8, and Windows-1252 where the bytes cannot be that. */
function textOf(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

const PARTS = /^xl\/(?:workbook\.xml|_rels\/workbook\.xml\.rels|sharedStrings\.xml|worksheets\/[^/]+\.xml)$/;

async function workbookRows(bytes: Buffer, name: string): Promise<SheetRow[]> {
  const file: RangedFile = {
    async *bytes(from, to) {
      yield bytes.subarray(from, to);
    },
  };
  const parts = new Map<string, string>();
  const limits = {
    unpack_limit_bytes: UNPACKED_MAX,
    isWanted: (member: string) => PARTS.test(member),
    leftOut: () => {},
  };
  for await (const { name: member, content } of zipMembers(file, bytes.length, limits))
    parts.set(member, Buffer.concat(await Array.fromAsync(content)).toString('utf8'));
  const sheet = parts.get(firstSheet(parts));
  if (sheet === undefined)
    throw new OperationError('TARIFF_REFUSED', `${name} is no workbook with a sheet in it.`, {
      hint: 'Save it as XLSX or CSV; nothing of it was kept.',
    });
  return xlsxRows({ sheet, shared_strings: parts.get('xl/sharedStrings.xml') ?? null });
}

/** The member that holds the sheet which stands first in the workbook. */
function firstSheet(parts: ReadonlyMap<string, string>): string {
  const [, id = ''] =
    /<(?:\w+:)?sheet\b[^>]*?\s\w+:id="([^"]+)"/.exec(parts.get('xl/workbook.xml') ?? '') ?? [];
  const relations = parts.get('xl/_rels/workbook.xml.rels')?.match(/<(?:\w+:)?Relationship\b[^>]*>/g) ?? [];
  const own = relations.find((relation) => relation.includes(` Id="${id}"`)) ?? '';
  const [, target = 'worksheets/sheet1.xml'] = /\sTarget="([^"]+)"/.exec(own) ?? [];
  return target.startsWith('/') ? target.slice(1) : `xl/${target}`;
}
