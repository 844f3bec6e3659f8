import type { UnitRest } from '../../record/batch.ts';
import { type BlockEnd, type CutRules, type CutState, cutBlock, type Unit } from './cut.ts';
import { blankLineForm } from './forms/blank-line-form.ts';
import { jsonForm } from './forms/json-form.ts';
import type { UnitForm } from './forms/unit-form.ts';
import { xmlForm } from './forms/xml-form.ts';

/** Cuts a block as the driver's records want it; the promises are those of `cutBlock`. */
export function cutUnits(
  block: string,
  base: number,
  state: CutState,
  rules: CutRules,
  end: BlockEnd,
  take: (unit: Unit) => void,
): { consumed: number; state: CutState } {
  if (rules.units === undefined) return cutBlock(block, base, state, rules, end, take);
  const { consumed, rest } = cutForm(block, base, state.rest ?? null, {
    form: formOf(rules),
    end,
    take,
    rules,
  });
  const skipping = rest !== null;
  return { consumed, state: { after_cr: false, skipping, ...(skipping ? { rest } : {}) } };
}

function formOf({ units, limit }: CutRules): UnitForm {
  if (units?.kind === 'json') return jsonForm(limit, units.list_head);
  return units?.kind === 'xml' ? xmlForm(units.element, limit) : blankLineForm;
}

interface Cutting {
  readonly form: UnitForm;
  readonly rules: CutRules;
  readonly end: BlockEnd;
  readonly take: (unit: Unit) => void;
}

function cutForm(
  block: string,
  base: number,
  rest: UnitRest | null,
  { form, rules, end, take }: Cutting,
): { consumed: number; rest: UnitRest | null } {
  const { limit } = rules;
  const last = end !== 'more';
  let at = 0;
  let skipping = rest;
  for (;;) {
    if (skipping !== null) {
      const skipped = form.skip(block, at, skipping, last);
      if (skipped.rest !== null) return { consumed: skipped.at, rest: skipped.rest };
      at = skipped.at;
      skipping = null;
    }
    const found = form.next(block, at, last);
    if ('wait' in found) return { consumed: last ? block.length : found.wait, rest: null };
    const { start: offset, stop, ended, whole, between } = found;
    if (stop - offset > limit) {
      const raw = block.slice(offset, offset + limit);
      take({ offset: base + offset, length: limit, raw, trouble: 'line_too_long' });
      ({ at, rest: skipping } = form.rest(block, found, offset + limit));
      continue;
    }
    if (!ended && !last) return { consumed: offset, rest: null };
    const cut = !whole && !(between && end === 'file');
    take({
      offset: base + offset,
      length: stop - offset,
      raw: block.slice(offset, stop),
      trouble: cut ? 'cut_line' : null,
    });
    at = stop;
  }
}
