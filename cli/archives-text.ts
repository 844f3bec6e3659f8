import { archivedHint } from '../access/archived.ts';
import { showDay } from '../record/calendar.ts';
import { counted } from '../reports/text-table.ts';
import type { ArchivedMonthCalls } from '../store/queries/subject-archived.ts';

/** Days named of one month. */
const DAYS_SHOWN = 3;

/** In which archives somebody has calls, and how these come back; nothing where there are none. */
export function archivesText(months: readonly ArchivedMonthCalls[]): string {
  const [first] = months;
  if (first === undefined) return '';
  return `Calls in archives, encrypted: ${months.map(monthText).join('; ')}. ${archivedHint(first.month)}\n`;
}

function monthText({ month, days }: ArchivedMonthCalls): string {
  const more = days.length > DAYS_SHOWN ? ' …' : '';
  return `${month} on ${counted(days.length, 'day')} (${days.slice(0, DAYS_SHOWN).map(showDay).join(', ')}${more})`;
}
