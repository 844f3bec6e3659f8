import type { ArchivedCall } from '../record/archive.ts';
import type { Erasing, Erasure, SubjectMac } from '../record/erasure.ts';
import type { UtcMs } from '../record/intake.ts';
import { type HoldConditions, underHold } from '../record/legal-hold.ts';
import type { ReturningCall } from '../store/archive-store.ts';

/** An erasure, and whether somebody whom it was about stands in a text. */
export interface SearchedErasure {
  readonly erasure: Erasure;
  readonly stands: (text: string) => boolean;
}

/** What of a call is text in which anybody can stand; names of parties are looked at as they are, too. */
const TEXTS = [
  'calling_name',
  'called_name',
  'account_code',
  'odd_numbers',
  'extra',
  'call_key',
  'trunk',
  'cause',
] as const;

/** Of a call, what erasures look at. */
export type ErasableCall = Pick<
  ArchivedCall,
  'day' | 'calling' | 'called' | 'dialled' | 'extension' | 'calling_name' | 'called_name'
> &
  Readonly<Partial<Record<(typeof TEXTS)[number], unknown>>>;

/** Says what erasures demand of a call. */
export class ErasureJudge {
  private readonly erasures;
  private readonly mac: SubjectMac;
  private readonly known = new Map<string, string>();

  constructor(erasures: readonly SearchedErasure[], mac: SubjectMac) {
    this.mac = mac;
    this.erasures = erasures.map(({ erasure, stands }) => ({
      ...{ ...erasure, stands },
      numbers: new Set(erasure.numbers),
      extensions: new Set(erasure.extensions),
      names: new Set(erasure.names),
    }));
  }

  /** There are no erasures. */
  get isIdle(): boolean {
    return this.erasures.length === 0;
  }

  /** False where no erasure came since: then nothing need be looked at. */
  isAfter(moment: UtcMs): boolean {
    return this.erasures.some(({ at_ms }) => at_ms >= moment);
  }

  /** By erasures that came after a moment: what began later is no part of what was to be forgotten. */
  of(call: ErasableCall, since: UtcMs): Erasing | null {
    const { day, calling, called, dialled, extension, calling_name, called_name } = call;
    const parties = this.hashes('number', [calling, called, dialled]);
    const inside = this.hashes('number', [extension]);
    const named = this.hashes('name', [calling_name, called_name]);
    const texts = TEXTS.map((name) => call[name]).filter((text) => typeof text === 'string');
    const found = this.erasures.filter(
      ({ at_ms, numbers, extensions, names, from_day, to_day, stands }) =>
        at_ms >= since &&
        (from_day === null || day >= from_day) &&
        (to_day === null || day <= to_day) &&
        (parties.some((one) => numbers.has(one)) ||
          inside.some((one) => extensions.has(one)) ||
          named.some((one) => names.has(one)) ||
          texts.some(stands)),
    );
    if (found.length === 0) return null;
    return found.some(({ how }) => how === 'delete') ? 'delete' : 'anonymise';
  }

  /** Numbers and names come again and again: each is hashed once. */
  private hashes(what: 'number' | 'name', values: readonly (number | string | null)[]): string[] {
    return values
      .filter((value) => value !== null)
      .map((value) => {
        const text = String(value);
        const key = `${what} ${text}`;
        const hash = this.known.get(key) ?? this.mac(what, text);
        this.known.set(key, hash);
        return hash;
      });
  }
}

/**
 * What erasures that came after an archive was written demand of the calls in it. All legs of a call go together, in whichever
 * piece they stand: so all pieces are looked at before any is judged. Where one leg is to go and one to be nobody's, it goes; one
 * that a legal hold keeps keeps them all.
 */
export class ErasedSince {
  private readonly judge: ErasureJudge;
  private readonly holds: readonly HoldConditions[];
  private readonly groups = new Map<number, Erasing>();
  /** Of each call, the days of the legs that holds keep. */
  private readonly heldLegs = new Map<number, Set<number>>();

  constructor(erasures: readonly SearchedErasure[], mac: SubjectMac, holds: readonly HoldConditions[] = []) {
    this.judge = new ErasureJudge(erasures, mac);
    this.holds = holds;
  }

  isAfter(made_at: UtcMs): boolean {
    return this.judge.isAfter(made_at);
  }

  look(lines: readonly string[], made_at: UtcMs): void {
    for (const line of lines) {
      const call = JSON.parse(line) as ArchivedCall;
      const { call_group, day } = call;
      if (call_group === null) continue;
      if (underHold(this.holds, call))
        this.heldLegs.set(call_group, (this.heldLegs.get(call_group) ?? new Set()).add(day));
      const erased = this.judge.of(call, made_at);
      if (erased !== null && this.groups.get(call_group) !== 'delete') this.groups.set(call_group, erased);
    }
  }

  judged(lines: readonly string[], made_at: UtcMs): ReturningCall[] {
    return lines.map((line) => {
      if (this.judge.isIdle) return { line, erased: null, leg_held: false };
      const call = JSON.parse(line) as ArchivedCall;
      const { call_group } = call;
      const group = call_group === null ? undefined : this.groups.get(call_group);
      return { line, erased: group ?? this.judge.of(call, made_at), leg_held: this.hasHeldLeg(call) };
    });
  }

  /** A call can run over midnight. */
  private hasHeldLeg({ call_group, day }: ArchivedCall): boolean {
    const days = call_group === null ? undefined : this.heldLegs.get(call_group);
    return [day - 1, day, day + 1].some((one) => days?.has(one) === true);
  }
}
