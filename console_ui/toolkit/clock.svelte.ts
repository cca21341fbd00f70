/** The time the screen counts by: this machine's clock, corrected by what the server says, once a second. */

class ScreenClock {
  local = $state(Date.now());
  #offset_ms = $state(0);

  constructor() {
    setInterval(() => (this.local = Date.now()), 1000);
  }

  get now(): number {
    return this.local + this.#offset_ms;
  }
  agree(serverTime: string): void {
    const told = Date.parse(serverTime);
    if (Number.isFinite(told)) this.#offset_ms = told - Date.now();
    this.local = Date.now();
  }
  /** The moment to write into a change as its true time. */
  stamp(): string {
    return new Date(Date.now() + this.#offset_ms).toISOString();
  }
}

export const clock = new ScreenClock();
