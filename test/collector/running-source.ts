import type { SourceContext, SourceKind } from '../../collector/source.ts';

/** A source at work, as the service runs it. */
export class RunningSource {
  readonly #stop = new AbortController();
  readonly ended: Promise<void>;

  constructor(kind: SourceKind, settings: Record<string, unknown>, context: SourceContext) {
    this.ended = kind.open(kind.options.parse(settings), context).run(this.#stop.signal);
    // Looked at by whoever awaits `ended` or `stop`.
    this.ended.catch(() => {});
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.ended;
  }
}
