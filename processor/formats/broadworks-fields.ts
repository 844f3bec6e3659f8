import type { FileNumber } from '../driver.ts';

/** Fields that are read, by their numbers in the interface of Cisco, which count from 1. */
export const BROADWORKS_FIELDS = {
  recordId: 1,
  serviceProvider: 2,
  type: 3,
  userNumber: 4,
  direction: 6,
  callingNumber: 7,
  callingPresentation: 8,
  calledNumber: 9,
  startTime: 10,
  userTimeZone: 11,
  answerIndicator: 12,
  answerTime: 13,
  releaseTime: 14,
  terminationCause: 15,
  dialedDigits: 18,
  callCategory: 19,
  networkTranslatedNumber: 21,
  releasingParty: 23,
  route: 24,
  networkCallId: 25,
  failoverCorrelationId: 30,
  group: 32,
  department: 33,
  accountCode: 34,
  originalCalledNumber: 36,
  originalCalledReason: 38,
  redirectingNumber: 39,
  redirectingReason: 41,
  typeOfNetwork: 43,
  localCallId: 45,
  remoteCallId: 46,
  conferenceId: 52,
  parkInvokeTime: 69,
  parkRetrieveTime: 71,
  pickupInvokeTime: 73,
  directedPickupInvokeTime: 75,
  userId: 121,
  otherPartyName: 122,
  trunkGroup: 135,
  relatedCallId: 147,
  transferInvokeTime: 149,
  transferRelatedCallId: 151,
  confId: 155,
} as const;
export type BroadworksField = keyof typeof BROADWORKS_FIELDS;

/** Where a field stands, from 0. */
export function broadworksNumber(field: string | number): number {
  return BROADWORKS_FIELDS[field as BroadworksField] - 1;
}

/** `BW-CDR-20130712000000-2-000C2930BC2D-000800.csv`: local time, a digit, the host, and the number of the file. */
export function broadworksFileNumber(name: string): FileNumber | null {
  const found = /(?:^|\/)BW-CDR-(\d{14})-(\d+)-([0-9A-Za-z]+)-(\d{6})\.(?:csv|xml)/i.exec(name);
  if (found === null) return null;
  const [, written = '', side, host, digits] = found;
  return { series: `${host}-${side}`, number: Number(digits), written };
}
