import type { DestinationClass } from '../../record/call.ts';
import type { PhoneNumber } from '../../record/number.ts';

/** What the numbering plan makes of one number as sent. */
export interface Party {
  readonly number: PhoneNumber;
  /** Stands beside the number when the number alone does not give the text back. */
  readonly text: string | null;
  /** A party of the site: an extension, a feature, or one of its own numbers. */
  readonly inside: boolean;
  /** The extension, where the number is or contains one. */
  readonly extension: string | null;
  readonly destination_class: DestinationClass;
  readonly country: string | null;
}
