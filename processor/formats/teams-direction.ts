import type { Direction } from '../../record/call.ts';

/** `user_in`, `dr_out_user_forwarding`, `dr_emergency_out`, `dr_in_ucap`: one of the words of a call type says the way. */
export function teamsDirection(callType: string): Direction | null {
  const words = callType.length > LONGEST_CALL_TYPE ? [] : callType.toLowerCase().split('_');
  if (words.includes('in')) return 'incoming';
  return words.includes('out') ? 'outgoing' : null;
}

const LONGEST_CALL_TYPE = 40;
