import { personOf } from '../../privacy/call-memory.ts';
import { showTime } from '../../record/calendar.ts';
import type { MemoryAccess, MemoryEntry } from '../../record/call-memory.ts';
import { counted, textColumns, textTable } from '../../reports/text-table.ts';
import { memoryAccesses, memoryEntries } from '../../store/queries/memories.ts';
import { restrictionsInForce } from '../../store/queries/restrictions.ts';
import { askSecrets, PASSWORD_FILE } from '../ask-secrets.ts';
import type { Command, CommandCall } from '../command.ts';
import { refused, requirePassword } from '../memory-password.ts';
import { isSet } from '../usage.ts';
import { PROFILE_OPTION, type WantedMemory, wantedMemory } from '../wanted-memory.ts';

export const memoryList: Command = {
  name: 'memory list',
  summary: 'Shows your last calls, the newest first, and who else opened this list.',
  positionals: '',
  options: {
    profile: PROFILE_OPTION,
    'password-file': PASSWORD_FILE,
    json: { value: null, summary: 'as JSON' },
  },
  example: './ledgerline memory list',
  // Who tried a password, and who read by master access, is written down.
  writes: true,
  audit: { reads: 'call memory' },
  async secrets(call) {
    const { name, profile, own } = await wantedMemory(call);
    return own && profile.behind_password ? await askSecrets(call, [`Password of ${name}`]) : [];
  },
  async run(call) {
    const memory = await wantedMemory(call);
    const { name, profile, own } = memory;
    if (!own) await recordReading(call, memory);
    else if (profile.behind_password) await requirePassword(call, name, call.secrets[0]);
    await (await call.writer()).settleMemories();
    const restricted = restrictionsInForce(call.reading().connection).map(({ subject }) => subject);
    const entries = memoryEntries(call.reading(), name, restricted);
    const accesses = memoryAccesses(call.reading(), name);
    if (isSet(call, 'json')) {
      const shown = accesses.map(({ at, until, ...access }) => ({
        ...access,
        at: showTime(at, 0),
        until: showTime(until, 0),
      }));
      await call.out(`${JSON.stringify({ profile: name, accesses: shown, entries }, null, 2)}\n`);
      return 0;
    }
    await call.out(accessText(accesses) + entryTable(entries));
    await call.out(`${counted(entries.length, 'call')} of at most ${profile.entries}\n`);
    return 0;
  },
};

/** Somebody else reads only while they have opened the memory, and each time is written down before it is shown. */
async function recordReading(call: CommandCall, { name, masterAccess }: WantedMemory): Promise<void> {
  const [person, now] = [personOf(call.principal), call.now()];
  const open = memoryAccesses(call.reading(), name).findLast(
    ({ what, at, until, ...access }) =>
      what === 'opened' && access.person === person && at <= now && now < until,
  );
  if (open === undefined || !masterAccess.enabled) {
    throw refused(
      `The call memory of ${name} is for its users; an administrator cannot read it.`,
      masterAccess.enabled
        ? `Its users will see it: ./ledgerline memory open --profile ${name} --reason "…" --minutes ${Math.min(15, masterAccess.longest_minutes)}`
        : 'Master access is off (call_memory.master_access in the configuration).',
    );
  }
  const { until, reason } = open;
  const { store } = await call.writer();
  await store.noteMemoryAccess(name, { what: 'read', person, at: now, until, reason });
}

function accessText(accesses: readonly MemoryAccess[]): string {
  return accesses
    .map(({ what, person, at, until, reason }) => {
      const [from, to] = [showTime(at, 0), showTime(until, 0)];
      return what === 'opened'
        ? `! opened by ${person} from ${from} until ${to}: ${reason}\n`
        : `! read by ${person} at ${from}\n`;
    })
    .join('');
}

function entryTable(entries: readonly MemoryEntry[]): string {
  if (entries.length === 0) return '';
  const columns = textColumns([
    'entry',
    'started',
    'direction',
    'number',
    'calling name',
    'called name',
    'answered',
    'extension',
  ]);
  const rows = entries.map((entry) => [
    String(entry.entry),
    entry.started_at,
    `${entry.direction}${entry.internal ? ' internal' : ''}`,
    entry.number ?? '',
    entry.calling_name ?? '',
    entry.called_name ?? '',
    answeredText(entry),
    entry.extension,
  ]);
  return textTable(columns, rows);
}

function answeredText({ answered, answered_by }: MemoryEntry): string {
  if (answered === null) return '';
  return answered ? `yes${answered_by === null ? '' : `, ${answered_by}`}` : 'no';
}
