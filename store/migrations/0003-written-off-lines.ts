/** An undefined line that nobody will mend: it stays undefined in the ledger, and is no open work any more. */
export const writtenOffLines = {
  name: '0003-written-off-lines',
  sql: `
alter table undefined_line add column written_off_at integer;
alter table undefined_line add column written_off_by text;
alter table undefined_line add column written_off_reason text;
`,
} as const;
