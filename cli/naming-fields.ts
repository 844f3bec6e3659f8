import type { SeenCall } from '../record/call.ts';
import type { OtherWay } from '../store/queries/subject-named.ts';
import type { WantedSubject } from './wanted-subject.ts';

/** Texts of a call besides its numbers, in the words of a report. */
const TEXTS = [
  ...[['account_code', 'account code'] as const, ['calling_name', 'name of the calling party'] as const],
  ...[['called_name', 'name of the called party'] as const, ['call_key', 'key of the call'] as const],
  ...[['trunk', 'trunk'] as const, ['cause', 'cause'] as const, ['dialled', 'dialled digits'] as const],
  ...[['calling', 'calling number'] as const, ['called', 'called number'] as const],
] satisfies readonly (readonly [keyof SeenCall, string])[];

/** Where it stands in no field that is stored: it was read, and is not kept. */
const IN_LINE = 'a field of the line as it was received';

/** In which fields of a call a person stands, whose parties are others. */
export function namingFields(call: SeenCall, places: WantedSubject['places']): string[] {
  const stands = (text: string | number | null): boolean =>
    typeof text === 'string' && places(text).length > 0;
  const found = [
    ...TEXTS.filter(([name]) => stands(call[name])).map(([, words]) => words),
    ...Object.entries(call.extra ?? {}).flatMap(([key, value]) => (stands(String(value)) ? [key] : [])),
  ];
  return found.length === 0 ? [IN_LINE] : found;
}

/** Why a call is one of a person who is no party of it. */
export function wayText(way: OtherWay, call: SeenCall, places: WantedSubject['places']): string {
  return way === 'leg'
    ? 'another leg of a call of theirs'
    : `they stand in: ${namingFields(call, places).join(', ')}`;
}
