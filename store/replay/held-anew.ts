import { CALL_PLACE as AT, FIRST_STORED } from '../../record/batch.ts';
import { DESTINATION_CLASSES, DIRECTIONS } from '../../record/call.ts';
import { isUnitNumber, showNumber } from '../../record/number.ts';
import { CALL_CODE, HELD_CODE } from '../../record/outcome.ts';
import { heldBy, type Threshold, type ThresholdCall } from '../../record/threshold.ts';
import type { LabelTable } from '../label-table.ts';
import type { CallValues, ReadRow } from './stored-rows.ts';

/** Asks the thresholds by the values of a row; gives what stands in `held_by`, and its line the outcome that goes with it. */
export function heldAnew(
  thresholds: readonly Threshold[],
  labels: LabelTable,
  codes: Uint8Array,
): (values: CallValues, row: Pick<ReadRow, 'place'>) => number | null {
  return (values, { place }) => {
    const held = thresholds[heldBy(thresholdCall(values, labels), thresholds)];
    codes[place] = held === undefined ? CALL_CODE : HELD_CODE;
    return held === undefined ? null : labels.id(held.name);
  };
}

function thresholdCall(values: CallValues, labels: LabelTable): ThresholdCall {
  const number = (at: number): number | null => {
    const value = values[at - FIRST_STORED] ?? null;
    return value === null ? null : Number(value);
  };
  const odd = values[AT.odd_numbers - FIRST_STORED] ?? null;
  const texts = odd === null ? {} : (JSON.parse(String(odd)) as Record<string, string>);
  const [answered, extension, trunk] = [number(AT.answered), number(AT.extension), number(AT.trunk)];
  return {
    duration_ms: number(AT.duration_ms),
    answered: answered === null ? null : answered === 1,
    direction: DIRECTIONS[number(AT.direction) ?? -1] ?? 'transit',
    destination_class: DESTINATION_CLASSES[number(AT.destination_class) ?? -1] ?? 'unknown',
    extension:
      extension === null || isUnitNumber(extension) ? null : showNumber(extension, texts.extension ?? null),
    trunk: trunk === null ? null : labels.text(trunk),
  };
}
