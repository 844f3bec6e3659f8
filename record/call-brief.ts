import type { DestinationClass, SeenCall } from './call.ts';

/** Of a call what rules need that go from one to the next, as a viewer is shown it. */
export type CallBrief = Pick<
  SeenCall,
  | 'head'
  | 'started_at'
  | 'duration_ms'
  | 'direction'
  | 'called'
  | 'extension'
  | 'destination_class'
  | 'destination_country'
  | 'cost_micros'
  | 'currency'
>;

/** Which of the wanted calls: any for which one of these holds. */
export interface BriefWish {
  /** Outgoing ones of these classes. */
  readonly outgoing_to: readonly DestinationClass[];
  /** Outgoing ones that are no longer. */
  readonly outgoing_until_ms: number;
  /** All that are longer. */
  readonly longer_than_ms: number;
}
