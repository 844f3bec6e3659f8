import type { LegPart } from '../../record/leg-part.ts';

/** What a driver declares for `extra` where its records tell the part of a leg, and who sent the call on to whom. */
export const LEG_EXTRA = { leg: 'plain', sent_on_by: 'personal', sent_on_to: 'personal' } as const;

/** What a record says of its leg; '' is what it does not say. */
export interface LegExtra {
  readonly leg: LegPart | '';
  /** Who transferred or forwarded the call to this leg. */
  readonly sent_on_by?: string;
  /** To whom this leg was transferred. */
  readonly sent_on_to?: string;
}
