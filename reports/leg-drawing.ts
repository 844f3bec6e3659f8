import type { SeenCall } from '../record/call.ts';
import type { ChainedLeg, SentOn } from './leg-chain.ts';
import { talkTime } from './talk-time.ts';
import { counted, type TextColumn, textColumns, textTable, visible } from './text-table.ts';

/** Columns of a terminal that the time of the whole call is drawn on. */
const WIDTH = 20;
/** What stands before a note beneath a leg. */
const NOTE = '         ';
const COLUMNS: readonly TextColumn[] = textColumns(
  ['leg', '', 'start', 'talk', '░ ring █ talk', 'who with whom', 'what it is', 'id'],
  ['leg', 'talk'],
);

/**
 * The legs of a call one below the other, each as a bar on the time of the whole; `shown` is the leg that was asked for.
 * `beside` has what is to stand beneath a leg, by its id.
 */
export function drawLegs(
  legs: readonly ChainedLeg[],
  shown: number,
  beside: ReadonlyMap<number, readonly string[]> = new Map(),
): string {
  const scale = scaleOf(legs.map(({ call }) => call));
  const [day, ...others] = new Set(legs.map(({ call }) => dayAndZone(call.started_at)));
  const oneDay = day !== undefined && others.length === 0;
  const rows = legs.map(({ leg, call, station, ...said }) => [
    String(leg),
    `${call.head ? '*' : ' '}${call.id === shown ? '>' : ''}`.trimEnd(),
    oneDay ? call.started_at.slice('YYYY-MM-DDT'.length, -'+00:00'.length) : call.started_at,
    talkTime(call.duration_ms),
    barOf(call, scale),
    whoWithWhom(call, station),
    whatItIs(call, said),
    String(call.id),
  ]);
  const when = oneDay ? `, all on ${day}` : '';
  const [titles = '', rule = '', ...lines] = textTable(COLUMNS, rows).trimEnd().split('\n');
  const drawn = lines.flatMap((line, place) => {
    const notes = beside.get(legs[place]?.call.id ?? -1) ?? [];
    return [line, ...notes.map((note) => `${NOTE}${visible(note)}`)];
  });
  const head = `${counted(legs.length, 'leg')} of this call by their start${when}; * is the head, > the leg above.`;
  return `${[head, '', titles, rule, ...drawn].join('\n')}\n`;
}

/** `2026-11-02 at +01:00` */
function dayAndZone(time: string): string {
  return `${time.slice(0, 'YYYY-MM-DD'.length)} at ${time.slice(-'+00:00'.length)}`;
}

function whoWithWhom({ calling, called, extension }: SeenCall, station: string | null): string {
  const set = station ?? extension;
  const known = set === null || set === calling || set === called;
  return `${calling ?? '–'} → ${called ?? '–'}${known ? '' : ` (${set})`}`;
}

function whatItIs(
  { answered, held_by }: SeenCall,
  { part, sent_on_by, sent_on_to, beside }: Omit<ChainedLeg, 'leg' | 'call' | 'station'>,
): string {
  const said = [
    answered === null ? 'answer not known' : answered ? 'answered' : 'not answered',
    part,
    sent_on_by && `sent on by ${partyOf(sent_on_by)}`,
    sent_on_to && `sent on to ${partyOf(sent_on_to)}`,
    beside && `at the same time as leg ${beside}`,
    held_by && `held by ${held_by}`,
  ];
  return said.filter((one) => one !== null).join(', ');
}

function partyOf({ party, leg }: SentOn): string {
  return leg === null ? party : `${party} (leg ${leg})`;
}

interface Scale {
  readonly from: number;
  readonly length: number;
}

/** From the first start to the last end. */
function scaleOf(calls: readonly SeenCall[]): Scale {
  const times = calls.map(timesOf);
  const from = times.reduce((least, { started }) => Math.min(least, started), Number.POSITIVE_INFINITY);
  const to = times.reduce((most, { ended }) => Math.max(most, ended), Number.NEGATIVE_INFINITY);
  return { from, length: to - from };
}

function timesOf(call: SeenCall): { started: number; answered: number; ended: number } {
  const started = Date.parse(call.started_at);
  const rang = started + (call.ring_ms ?? 0);
  const talk = call.duration_ms ?? 0;
  const ended = call.ended_at === null ? rang + talk : Date.parse(call.ended_at);
  const answered = call.answered_at === null ? (talk > 0 ? rang : ended) : Date.parse(call.answered_at);
  return { started, answered: Math.min(answered, ended), ended };
}

/** Every leg has a mark at its start, and talk one of its own, however short they are. */
function barOf(call: SeenCall, { from, length }: Scale): string {
  if (length <= 0) return '';
  const { started, answered, ended } = timesOf(call);
  const place = (time: number): number => Math.round(((time - from) / length) * WIDTH);
  const begin = Math.min(place(started), WIDTH - 1);
  const end = Math.max(begin + 1, place(ended));
  const talk = ended > answered ? Math.min(Math.max(begin, place(answered)), end - 1) : end;
  return ' '.repeat(begin) + '░'.repeat(talk - begin) + '█'.repeat(end - talk);
}
