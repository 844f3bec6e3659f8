import { readFile } from 'node:fs/promises';
import { readSealed } from '../../collector/attachments/sealed-file.ts';
import { OperationError } from '../../record/operation-error.ts';
import { RECORD_FORMAT } from '../../record/statement.ts';
import type { DeliveredFile, DeliveryEnd } from '../../reports/delivery/delivery.ts';
import { putIntoFolder } from '../../reports/delivery/put-into-folder.ts';
import type { ReportReceipt } from '../../reports/report-receipt.ts';
import { knownMonthKey } from '../../settings/attachment-keys.ts';
import type { Configuration } from '../../settings/configuration.ts';
import type { StatementFile, WaitingDispatch } from '../../store/statement-store.ts';
import { attachmentKeys } from './attachment-keys.ts';
import { readSecret } from './secrets.ts';

/** Brings the stored files of a report to one place; trouble of the world is how the try ended. */
export async function deliverStatement(
  folder: string,
  configuration: Configuration,
  dispatch: WaitingDispatch,
  stored: readonly StatementFile[],
): Promise<DeliveryEnd> {
  try {
    const keys = attachmentKeys(folder, configuration.attachments);
    const opened = stored
      .filter(({ format }) => format !== RECORD_FORMAT)
      .map(async ({ name, format, ...sealed }): Promise<DeliveredFile> => {
        const key = await knownMonthKey(keys, sealed.month);
        return {
          name,
          media_type: MEDIA_TYPES[format] ?? 'application/octet-stream',
          bytes: () => readSealed(folder, sealed, key),
        };
      });
    const files = await Promise.all(opened);
    if (dispatch.kind === 'folder') return await putIntoFolder(dispatch.address, files);
    return await mailed(configuration, dispatch, files);
  } catch (error) {
    if (!(error instanceof OperationError)) throw error;
    return { end: 'failed', detail: `${error.code}: ${error.message}` };
  }
}

async function mailed(
  { mail }: Configuration,
  { report, receipt, address, message_id, statement }: WaitingDispatch,
  files: readonly DeliveredFile[],
): Promise<DeliveryEnd> {
  if (mail === null) return { end: 'failed', detail: 'CONFIGURATION_INVALID: the section mail is missing' };
  const { sendMail } = await import('../../reports/delivery/send-mail.ts');
  const secrets = {
    password:
      mail.password === null ? null : await readSecret(mail.password, process.env.CREDENTIALS_DIRECTORY),
    ca: mail.ca_file === null ? null : await certificates(mail.ca_file),
  };
  const { period, rows, sha256, viewer, generated_at } = JSON.parse(receipt) as ReportReceipt;
  const days = period === null ? '' : `, ${period.from} to ${period.to}`;
  const text = [
    `The report ${report}${days}, made ${generated_at} as ${viewer} is shown it.`,
    '',
    `Rows: ${rows}`,
    `SHA-256 of the report: ${sha256}`,
    `Stored as: ${statement}`,
    '',
    'A message that comes twice has the same Message-ID.',
    '',
  ];
  const message = {
    to: address,
    subject: `${report}${days}`,
    text: text.join('\n'),
    message_id: message_id ?? '',
  };
  return await sendMail(mail, secrets, { ...message, files });
}

/** By format; the formats themselves are not needed to bring a file somewhere. */
const MEDIA_TYPES: Readonly<Record<string, string>> = {
  csv: 'text/csv',
  json: 'application/json',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  pdf: 'application/pdf',
  html: 'text/html',
};

async function certificates(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new OperationError('FILE_UNREADABLE', `The file of mail.ca_file ${path} cannot be read.`, {
      hint: 'Check that it is there and that the account of the service may read it.',
      retryable: true,
      cause,
    });
  }
}
