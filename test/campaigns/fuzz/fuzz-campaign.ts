import type { BlockEnd } from '../../../processor/lines/cut.ts';
import {
  type ProcessingContext,
  type ProcessingSettings,
  processingContext,
} from '../../../processor/processing-context.ts';
import { Random } from '../crash/random.ts';
import { type FuzzDocument, fuzzDocument } from './fuzz-document.ts';
import { type Breach, breachOf, Judging, SLOW_MS } from './fuzz-laws.ts';
import { fuzzSettings } from './fuzz-settings.ts';
import { shrunk } from './fuzz-shrink.ts';
import type { FuzzTarget } from './fuzz-targets.ts';

const KEY = new Uint8Array(32).fill(7);
/** Documents judged by one processor, so that what it remembers of earlier ones could do harm. */
const DOCUMENTS_A_ROUND = 24;

/** Those by the processor that judges in pieces are fewer, so that the two do not remember the same. */
const DOCUMENTS_A_PROCESSOR = 6;

/** What breaks a driver on purpose, for the controls. */
export type Sabotage = (context: ProcessingContext) => ProcessingContext;

/** A document that breaks a law, made as small as it can be. */
export interface Finding extends Breach {
  readonly target: string;
  /** Makes the same round again. */
  readonly round: number;
  readonly settings: ProcessingSettings;
  readonly end: BlockEnd;
  readonly document: FuzzDocument;
}

/** One target under one set of settings, over some documents; stops at the first that breaks a law. */
export async function runRound(
  target: FuzzTarget,
  all: readonly FuzzTarget[],
  round: number,
  { sabotage = (context) => context, slow_ms = SLOW_MS }: { sabotage?: Sabotage; slow_ms?: number } = {},
): Promise<{ lines: number; finding: Finding | null }> {
  const random = new Random(round);
  const settings = fuzzSettings(target, random);
  const end: BlockEnd = random.chance(0.3) ? 'connection' : 'file';
  const judging = new Judging(sabotage(processingContext(settings, KEY)), end, slow_ms);
  let lines = 0;
  for (let left = DOCUMENTS_A_ROUND; left > 0; left--) {
    if (left % DOCUMENTS_A_PROCESSOR === 0) judging.renew();
    const document = fuzzDocument(target, all, settings.cut.framing, random);
    const pieces = random.between(0, 2 ** 32 - 1);
    const found = await breachOf(judging, document.join(''), new Random(pieces));
    lines += found.lines;
    if (found.breach === null) continue;
    const smallest = await smallestFor(judging, document, found.breach, pieces);
    return { lines, finding: { ...smallest, target: target.name, round, settings, end } };
  }
  return { lines, finding: null };
}

async function smallestFor(
  judging: Judging,
  document: FuzzDocument,
  breach: Breach,
  pieces: number,
): Promise<Breach & { document: FuzzDocument }> {
  let last = breach;
  const smallest = await shrunk(document, async (candidate) => {
    const { breach: found } = await breachOf(judging, candidate.join(''), new Random(pieces));
    if (found?.law !== breach.law) return false;
    last = found;
    return true;
  });
  const what = last.what === breach.what ? breach.what : `${breach.what}; made smaller: ${last.what}`;
  return { law: breach.law, what, document: smallest };
}

/** Goes over all targets again and again until so many lines were judged, or what was found is enough. */
export async function runFuzz(plan: {
  readonly targets: readonly FuzzTarget[];
  readonly seed: number;
  readonly lines: number;
  /** True ends it. */
  readonly found: (finding: Finding) => boolean;
  readonly sabotage?: Sabotage;
  /** What a line may take, where the machine has other work. */
  readonly slow_ms?: number;
  /** Told before each round. */
  readonly begins?: (target: string, round: number) => void;
  /** Told after each round. */
  readonly under?: (lines: number) => void;
}): Promise<{ lines: number; rounds: number }> {
  const random = new Random(plan.seed);
  let [lines, rounds] = [0, 0];
  for (;;) {
    for (const target of random.shuffled(plan.targets)) {
      const round = random.between(0, 2 ** 32 - 1);
      plan.begins?.(target.name, round);
      const result = await runRound(target, plan.targets, round, plan);
      lines += result.lines;
      rounds += 1;
      plan.under?.(lines);
      const enough = result.finding !== null && plan.found(result.finding);
      if (enough || lines >= plan.lines) return { lines, rounds };
    }
  }
}
