import type { MaskPiece } from './number-mask.ts';
import type { Subject } from './subject.ts';

/** What of a call a viewer may not see at all; it is null for that viewer. Numbers of parties are masked instead. */
export type HiddenField =
  | 'calling_name'
  | 'called_name'
  | 'account_code'
  | 'cause'
  | 'trunk'
  /** Also the key of the call; what the leg is of its call stays. */
  | 'extra'
  /** Where its line stands: offset and length tell how long lines are, and so what is in them. */
  | 'line';

/** Whole numbers of parties (record/number.ts) from the first to the last. */
export interface NumberRange {
  readonly from: number;
  readonly to: number;
}

/** Calls of some cost centres, by what the directory says of their extension on their day. */
export interface CostCentreScope {
  /** Units by their ids, each with all below it: a call is in scope that is of one of each list. An empty list is no call. */
  readonly each_of: readonly (readonly number[])[];
  /** The site of each source, by which the directory knows extensions. */
  readonly sites_of: Readonly<Record<string, string>>;
}

/** Which calls a viewer sees and how, as plain values, so that the store needs to know nothing of roles. */
export interface CallView {
  /** Names; null: of any source. */
  readonly sources: readonly string[] | null;
  /** Extensions in whole numbers: calls of which one of these is an inside party. Null means any call. */
  readonly extensions: readonly NumberRange[] | null;
  /** Null means of any cost centre, and of none. */
  readonly cost_centres: CostCentreScope | null;
  /** How numbers are masked; empty: not at all. */
  readonly mask: readonly MaskPiece[];
  /** The extension that a call is counted to is masked, too. Where it is not, those in scope are shown. */
  readonly mask_extension: boolean;
  readonly hidden: ReadonlySet<HiddenField>;
  /** People of whose calls nothing is shown but that they were made, how long they were and what they count as. */
  readonly restricted: readonly Subject[];
}

export const WHOLE_VIEW: CallView = {
  sources: null,
  extensions: null,
  cost_centres: null,
  mask: [],
  mask_extension: false,
  hidden: new Set(),
  restricted: [],
};

/** Whether calls are left out by who took part in them, or whose they are. */
export function isOfSomePeople({
  extensions,
  cost_centres,
}: Pick<CallView, 'extensions' | 'cost_centres'>): boolean {
  return extensions !== null || cost_centres !== null;
}

/** Whether calls are left out by anything. */
export function isOfSomeCalls(view: CallView): boolean {
  return view.sources !== null || isOfSomePeople(view);
}
