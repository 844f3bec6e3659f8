/** Pieces of work one behind the other, in the order in which they were asked for; one that fails holds up none. */
export class InOrder {
  private last: Promise<unknown> = Promise.resolve();

  /** Resolves, or rejects, as the piece does. */
  run<Result>(work: () => Promise<Result>): Promise<Result> {
    const done = this.last.then(work);
    this.last = done.catch(() => {});
    return done;
  }

  /** Resolves when all that was asked for until now has ended, well or not. */
  async ended(): Promise<void> {
    await this.last;
  }
}
