/** Somebody who can have had the calls of a unit. */
export interface UnitMember {
  readonly unit: number;
  /** Ids from the top of the tree down to the unit, `/1/7/`. */
  readonly path: string;
  readonly who: number | string;
}

/**
 * To which unit calls are counted when nobody may be in them any more: for each unit that has members, itself or one above it;
 * null where it is in no tree that is large enough. Groups of fewer people than one may have go to the unit above, with whatever
 * else of it is too few; where that is not enough, the smallest group beside them goes along. So no unit is left with a part of
 * its calls: with all below it it has either as many as before, or they are all counted to a unit above.
 */
export function anonymousUnits(
  members: Iterable<UnitMember>,
  smallestGroup: number,
): Map<number, number | null> {
  const counted = new Map<number, number | null>();
  const countAll = ({ id, own, below }: Branch, to: number | null): void => {
    if (own.size > 0) counted.set(id, to);
    for (const one of below) countAll(one, to);
  };
  const settle = ({ id, own, below }: Branch): void => {
    if (own.size > 0) counted.set(id, id);
    const group = new Set(own);
    const smallestFirst = [...below].sort((one, other) => one.all.size - other.all.size || one.id - other.id);
    for (const one of smallestFirst) {
      const tooFew = group.size > 0 && group.size < smallestGroup;
      if (one.all.size >= smallestGroup && !tooFew) settle(one);
      else {
        for (const who of one.all) group.add(who);
        countAll(one, id);
      }
    }
  };
  for (const root of rootsOf(members)) {
    if (root.all.size < smallestGroup) countAll(root, null);
    else settle(root);
  }
  return counted;
}

/** A unit with all below it. */
interface Branch {
  readonly id: number;
  readonly own: Set<number | string>;
  /** Its own people and those of all below. */
  readonly all: Set<number | string>;
  readonly below: Set<Branch>;
}

function rootsOf(members: Iterable<UnitMember>): Set<Branch> {
  const branches = new Map<number, Branch>();
  const roots = new Set<Branch>();
  for (const { unit, path, who } of members) {
    let above: Branch | null = null;
    for (const part of path.split('/')) {
      if (part === '') continue;
      const id = Number(part);
      const branch = branches.get(id) ?? { id, own: new Set(), all: new Set(), below: new Set() };
      branches.set(id, branch);
      if (above === null) roots.add(branch);
      else above.below.add(branch);
      branch.all.add(who);
      above = branch;
    }
    branches.get(unit)?.own.add(who);
  }
  return roots;
}
