import type { Direction } from '../../record/call.ts';

/** The words of a heading in small letters without accents: `startDate`, `START_DATE` and `Start date` are the same. */
export function titleWords(name: string): string {
  return plainWord(name.replace(/([a-z])([A-Z])/g, '$1 $2').replace(/[^\p{L}\p{N}]+/gu, ' ')).trim();
}

/** In small letters, without accents. */
export function plainWord(word: string): string {
  return word.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}

/** Whole words, or their beginnings where `*` is behind them; a blank is one or none. */
function titled(list: string): RegExp {
  const words = list.trim().split(/\s*,\s*/);
  const shapes = words.map((word) => word.replaceAll(' ', ' ?').replace(/\*$/, '\\w*'));
  return new RegExp(`\\b(?:${shapes.join('|')})\\b`);
}

/** What the heading of a column may say, in English, German, French, Italian, Spanish and Dutch and as databases call it. */
export const TITLES = {
  started: titled(
    'start*, begin*, setup*, call date, calldate*, origination*, invite*, anfang*, seizure*, offer*, debut, inizio, inicio, aanvang',
  ),
  answered_at: titled(
    'answer*, connect*, established, pickup*, angenommen*, reponse, decroche, risposta, respuesta',
  ),
  ended: titled('end*, stop*, disconnect*, release*, hangup*, finish*, teardown*, fin, fine, einde'),
  time: titled(
    '\\w*date, date*, \\w*time, time*, \\w*datum, datum*, \\w*zeit, zeit*, uhr*, tag, day*, stamp*, epoch*, heure, jour, ora, data, giorno, hora, fecha, dia, tijd, tijdstip',
  ),
  duration: titled(
    'dur, duration*, dauer, talk, talktime, billsec, length, elapsed, seconds, sec, secs, gespr*, conversation, minutes, min, mins, ms, millis*, msec, duree, durata, duracion, duur, gespreksduur, verbindungsdauer, anrufdauer',
  ),
  talk: titled('talk, talktime, billsec, gespr*, conversation, billable'),
  ring: titled(
    'ring, ringing, ruf, rufzeit, rufdauer, klingel*, wait, waiting, tta, alerting, sonnerie, squillo, attesa, timbre, wachttijd',
  ),
  calling: titled(
    'calling, caller, src, source, from, von, anrufer*, anrufende*, rufende*, quell*, ani, origin*, a number, a party, a nummer, a rufnummer, a teilnehmer, nummer a, rufnummer a, phone number, subscriber, charged, appelant, chiamante, mittente, origen, llamante, beller, oproeper',
  ),
  station: titled(
    'ext, extn, extension*, nebenst*, nst, durchwahl*, apparat*, station, teilnehmer*, tln, anschluss*, user, agent, room, zimmer, intern, poste*, abonne, usager, interno, derivato, utente, abonado, anexo, toestel*, abonnee',
  ),
  called: titled(
    'called, callee, dst, dest, destination*, to, nach, dial*, ziel*, gewahlt*, gewaehlt*, wahlziffern, angerufene*, gerufene*, b number, b party, b nummer, b rufnummer, b teilnehmer, nummer b, rufnummer b, dnis, appele, compose, destinataire, chiamato, selezionato, destinatario, destinazione, destino, llamado, marcado, gebeld*, gekozen, bestemming',
  ),
  other: titled(
    'number, nummer, rufnummer*, rufnr, gegenst*, digits, remote, other, extern*, phone, telefon*, telephone, tel, numero, correspondant, esterno, interlocutore',
  ),
  trunk: titled(
    'trunk, trk, line, leitung*, lt, ltg, co, amt*, route, gateway, bundle, bundel, circuit, ligne, faisceau, linea, fascio, troncal, enlace, lijn',
  ),
  account: titled(
    'account, acct, acc, accountcode, project, projekt*, konto, kostenst*, cost cent*, compte, affaire, conto, commessa, cuenta',
  ),
  cause: titled(
    'cause, disposition, result, ergebnis, status, grund, reason, release cause, outcome, etat, statut, esito, stato, estado, resultado, resultaat',
  ),
  name: /\b(?:name|clid|display|nom|nome|nombre|naam)\b|name$/,
  money: titled(
    'cost, costs, price, amount, betrag, kosten, preis, gebuhr*, geb, fee, charge, charges, tax, sum, cout, montant, prix, costo, importo, coste, importe, bedrag, prijs',
  ),
  key: titled(
    'id, uuid, guid, unique id, uniqueid, key, callid, call id, linkedid, seq, sequence, identifier',
  ),
  direction: titled(
    'dir, direction, richtung, in out, io, call type, type, typ, art, anrufart, rufart, verkehrsart, sens, direzione, tipo, sentido, direccion, richting',
  ),
  answered: titled(
    'answered, disposition, status, result, ergebnis, success, angenommen, repondu, etat, statut, esito, stato, estado, resultado, resultaat, beantwoord',
  ),
  machine: titled(
    'ip, ipv*, port, node, span, device, packets, octets, bandwidth, codec, cap, resolution, host, file, login, level, leg, jitter, latency',
  ),
  secret: titled(
    'pin, passw*, auth, authorisation, authorization, secret, kennwort, mot de passe, contrasena, wachtwoord',
  ),
} as const;

const SPOKEN: readonly RegExp[] = Object.values(TITLES);

/** Whether the words of a heading are such as columns have. */
export function isKnownTitle(title: string): boolean {
  return SPOKEN.some((shape) => shape.test(title));
}

/** Words of page heads and totals that say nothing of anybody. */
const PRINTED_WORDS: ReadonlySet<string> = new Set(
  'page pagina pag seite blatt of von de total totals totaal subtotal sum summe gesamt gesamtsumme zwischensumme endsumme somme suma report bericht'.split(
    ' ',
  ),
);
const TOTAL =
  /^(?:sub|grand |end|zwischen|gesamt|tages)?(?:total\w*|totaal|sum|sums|summe|summen|gesamt|somme|suma)\b/;

/** Whether a word of a page head can be shown to anybody: it is one of every print, or one of these headings. */
export function isPrintedWord(word: string, headings: ReadonlySet<string>): boolean {
  const plain = plainWord(word);
  return PRINTED_WORDS.has(plain) || TOTAL.test(plain) || headings.has(plain);
}

/** Whether the first words of a line say that it sums up the lines above. */
export function isTotal(row: readonly string[]): boolean {
  const first = row.find((cell) => cell.trim() !== '') ?? '';
  return TOTAL.test(plainWord(first).replace(/^[^a-z]+/, ''));
}

/** What stands in a column for "nothing". */
export const EMPTY_WORDS: ReadonlySet<string> = new Set([
  'NULL',
  'null',
  '(null)',
  'NA',
  'N/A',
  'n/a',
  '-',
  '--',
  'none',
  'None',
  '\\N',
  'NOT_AVAILABLE',
  'undefined',
  'nil',
]);

const DIRECTION_WORDS: ReadonlyMap<string, Direction> = new Map<string, Direction>([
  ...words<Direction>(
    'incoming',
    'in incoming inbound eingehend kommend ankommend i k ic <-- <i> entrant arrivee entrata entrante inkomend',
  ),
  ...words<Direction>(
    'outgoing',
    'out outgoing outbound ausgehend gehend abgehend o g og --> sortant depart uscita uscente saliente uitgaand',
  ),
  ...words<Direction>('internal', 'int internal intern inside interne interno interna'),
  ...words<Direction>('transit', 'transit tandem trunk-to-trunk'),
]);

/** What a word of a direction means, beside the others of its column: I is internal where K and G are the other two. */
export function directionOf(word: string, beside: readonly string[]): Direction | null {
  const small = plainWord(word);
  if (small === 'i' && beside.some((other) => /^[kg]$/i.test(other))) return 'internal';
  return DIRECTION_WORDS.get(small) ?? null;
}

/** What words of a result mean. */
export const ANSWERED_WORDS: ReadonlyMap<string, boolean> = new Map([
  ...words(
    true,
    'answered|answer|connected|completed|yes|true|ja|angenommen|beantwortet|success|repondu|decroche|risposto|contestada|beantwoord',
    '|',
  ),
  ...words(
    false,
    'no answer|noanswer|unanswered|not answered|busy|failed|congestion|cancel|cancelled|canceled|missed|no|false|nein|nicht angenommen|nicht beantwortet|besetzt|verpasst|rejected|abandoned|non repondu|manque|occupe|non risposto|persa|occupato|no contestada|perdida|ocupado|niet beantwoord|gemist|bezet',
    '|',
  ),
]);

function words<Meaning>(meaning: Meaning, list: string, sign = ' '): [string, Meaning][] {
  return list.split(sign).map((word) => [word, meaning]);
}
