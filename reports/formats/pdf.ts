import type { ReportFormat } from '../report-format.ts';

/** For people and for the files: A4 or letter, upright or lying as its columns need. */
export const pdf: ReportFormat = {
  name: 'pdf',
  summary: 'for paper and for mail: A4 or letter, pages that are numbered, with chart, totals and receipt',
  extension: 'pdf',
  media_type: 'application/pdf',
  async *write(running, { paper }) {
    const { reportPaper } = await import('../pdf/report-paper.ts');
    yield* reportPaper(running, paper);
  },
};
