import type { SignedCertificate } from '../../record/erasure-certificate.ts';
import { subjectRequests } from '../../store/queries/subject-requests.ts';
import { certificateText } from '../certificate-text.ts';
import type { Command } from '../command.ts';
import { notFound } from '../raw-lines.ts';
import { isSet, wholeNumber } from '../usage.ts';
import { AS_OPTION, requireWholeSight } from '../viewer.ts';

export const subjectCertificate: Command = {
  name: 'subject certificate',
  summary:
    'The signed certificate of an erasure that is done: what went, where and how many, without a number or name.',
  positionals: 'REQUEST',
  options: { ...AS_OPTION, json: { value: null, summary: 'as the signed JSON that is handed out' } },
  example: './ledgerline subject certificate 3 --json > certificate-3.json',
  writes: false,
  audit: { reads: 'subjects' },
  async run(call) {
    await requireWholeSight(call, 'Requests of people are');
    const id = wholeNumber(call.positionals[0], 'REQUEST');
    const request = subjectRequests(call.reading().connection).find((one) => one.id === id);
    if (request === undefined)
      throw notFound(`There is no request ${id}.`, './ledgerline subject list names those that there are.');
    const { certificate } = request;
    if (certificate === null)
      throw notFound(
        `Request ${id} is not done, so there is no certificate yet.`,
        './ledgerline subject list says what keeps it.',
      );
    await call.out(
      isSet(call, 'json') ? certificate : certificateText(JSON.parse(certificate) as SignedCertificate),
    );
    return 0;
  },
};
