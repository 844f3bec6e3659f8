import type { Finding } from './fuzz-campaign.ts';

const SHOWN = 1500;

/** A finding for people: what does not hold, for which driver, how to see it again, and the smallest document. */
export function describeFinding({ law, what, target, round, settings, end, document }: Finding): string {
  const { encoding, cut, stream, privacy } = settings;
  const around = JSON.stringify({
    encoding,
    cut,
    stream,
    end,
    ...(privacy === undefined ? {} : { privacy }),
  });
  return [
    `BREACH (${law}) by ${target}: ${what.slice(0, SHOWN)}`,
    `  again: npm run campaign:fuzz -- --target ${target} --round ${round}`,
    `  settings: ${around}`,
    `  bytes, a character each: ${shortened(document.join(''))}`,
  ].join('\n');
}

/** Runs of the same few characters are counted, so that a long line fits on a screen. */
function shortened(text: string): string {
  const runs = JSON.stringify(text).replace(
    /(.{1,12}?)\1{9,}/g,
    (run, piece: string) => `«${piece}» × ${run.length / piece.length} `,
  );
  return runs.length > SHOWN ? `${runs.slice(0, SHOWN)}… (${text.length} bytes)` : runs;
}
