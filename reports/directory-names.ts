import { type Directory, type DirectoryEntry, keyOf } from '../record/directory.ts';

/** What the directory calls people, cost centres and account codes, by what they are known by. */
export interface DirectoryNames {
  person(external_id: string | null): string | null;
  unit(code: string | null): string | null;
  accountCode(code: string | null): string | null;
}

export function directoryNames({ entries }: Directory): DirectoryNames {
  const names = (list: DirectoryEntry['list']) => {
    const found = new Map(
      entries
        .filter((entry) => entry.list === list)
        .map(({ values }) => [keyOf(list, values), values.name] as const),
    );
    return (key: string | null): string | null => {
      const name = key === null ? null : found.get(key);
      return typeof name === 'string' ? name : null;
    };
  };
  return { person: names('people'), unit: names('units'), accountCode: names('account_codes') };
}
