import type { DestinationClass, Direction } from './call.ts';

/** What rules of the configuration ask of every call, whatever they do with it; an empty list asks nothing. */
export interface CallConditions {
  readonly directions: readonly Direction[];
  readonly classes: readonly DestinationClass[];
  /** Extensions, and ranges of them (`200-299`). */
  readonly extensions: readonly string[];
}

interface ConditionedCall {
  readonly direction: Direction;
  readonly destination_class: DestinationClass;
}

/** Whether a call in which these extensions take part meets every condition. */
export function meetsConditions(
  { direction, destination_class }: ConditionedCall,
  extensions: readonly (string | null)[],
  conditions: CallConditions,
): boolean {
  const { directions, classes } = conditions;
  return (
    (directions.length === 0 || directions.includes(direction)) &&
    (classes.length === 0 || classes.includes(destination_class)) &&
    (conditions.extensions.length === 0 || extensions.some((one) => isListed(one, conditions.extensions)))
  );
}

function isListed(extension: string | null, ranges: readonly string[]): boolean {
  return (
    extension !== null &&
    ranges.some((range) => {
      const dash = range.indexOf('-');
      if (dash === -1) return range === extension;
      const [first, last] = [range.slice(0, dash), range.slice(dash + 1)];
      return extension.length === first.length && extension >= first && extension <= last;
    })
  );
}
