/** The last calls a profile has to remember, in their order, no more than its memory takes: those before are out before they are in. */
export class LastCalls {
  /** How many came, also those that are out. */
  came = 0;
  /** The last one of all. */
  last = Number.NaN;
  private readonly most: number;
  /** Numbers only: they are many, and live long. */
  private readonly calls: number[] = [];
  /** Beside each call the extension, and whether it called. */
  private readonly roles: number[] = [];
  /** The first one, which the next takes the place of; 0 until there are as many as may be. */
  private first = 0;

  constructor(most: number) {
    this.most = most;
  }

  get length(): number {
    return this.calls.length;
  }

  add(call: number, extension: number, placed: boolean): void {
    const role = extension * 2 + (placed ? 1 : 0);
    this.last = call;
    this.came += 1;
    if (this.calls.length < this.most) {
      this.calls.push(call);
      this.roles.push(role);
      return;
    }
    this.calls[this.first] = call;
    this.roles[this.first] = role;
    this.first = this.first + 1 === this.most ? 0 : this.first + 1;
  }

  /** Told of each, the first one first. */
  each(told: (call: number, extension: number, placed: 0 | 1) => void): void {
    for (let place = 0; place < this.calls.length; place++) {
      const at = (this.first + place) % this.calls.length;
      const role = this.roles[at] ?? 0;
      told(this.calls[at] ?? 0, Math.floor(role / 2), role % 2 === 1 ? 1 : 0);
    }
  }

  clear(): void {
    this.calls.length = 0;
    this.roles.length = 0;
    this.first = 0;
    this.came = 0;
    this.last = Number.NaN;
  }
}
