import { csv } from './formats/csv.ts';
import { html } from './formats/html.ts';
import { json } from './formats/json.ts';
import { pdf } from './formats/pdf.ts';
import { table } from './formats/table.ts';
import { xlsx } from './formats/xlsx.ts';
import type { ReportFormat } from './report-format.ts';

/** Every way to write a report down, in the order of the help. */
export const FORMATS: Readonly<Record<string, ReportFormat>> = { table, csv, json, xlsx, pdf, html };
