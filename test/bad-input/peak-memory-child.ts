import { writeFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

// Loaded before the program: leaves behind how much memory the process had at most, in MiB.
if (isMainThread) {
  process.on('exit', () => {
    const peak = Math.ceil(process.resourceUsage().maxRSS / 1024);
    try {
      writeFileSync(process.env.LEDGERLINE_PEAK_FILE ?? '/dev/null', String(peak));
    } catch {
      // A process without rights has no right to leave anything either.
    }
  });
}
