import { suggestion } from '../settings/describe-issues.ts';
import type { CommandCall } from './command.ts';

/** Nothing found is also what a mistyped name finds, so that is said beside it. */
export async function noticeUnknownSource(call: CommandCall, name: string): Promise<void> {
  const rows = await call.reading().query.selectFrom('source').select('name').orderBy('name').execute();
  const known = rows.map((row) => row.name);
  if (known.includes(name)) return;
  call.err(
    `Nothing ever came from a source ${name}${suggestion(name, known)}\n./ledgerline sources list names the sources.\n`,
  );
}
