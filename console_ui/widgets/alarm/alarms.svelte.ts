/** Which unattended priority-1 incidents still call for somebody. Only an action ends it: sending someone, or taking notice. */

export interface Twin {
  sound: "report" | "urgent";
  text: string;
  at: number;
}

/** What rang is also seen, as long as it takes to look up. */
const seenFor_ms = 12_000;

class AlarmState {
  #twin = $state.raw<Twin | null>(null);

  open = $state.raw<string[]>([]);
  #noticed = $state.raw<ReadonlySet<string>>(new Set());

  get calling(): string[] {
    return this.open.filter((id) => !this.#noticed.has(id));
  }
  get ringing(): boolean {
    return this.calling.length > 0;
  }
  update(ids: string[]): void {
    if (ids.length !== this.open.length || ids.some((id, place) => this.open[place] !== id)) this.open = ids;
  }
  show(sound: Twin["sound"], text: string): void {
    this.#twin = { sound, text, at: Date.now() };
  }
  twin(now: number): Twin | null {
    return this.#twin && now - this.#twin.at < seenFor_ms ? this.#twin : null;
  }
  /** Somebody has taken notice of everything that calls now; the next one calls again. */
  notice(): void {
    this.#noticed = new Set([...this.#noticed, ...this.open]);
    this.#twin = null;
  }
}

export const alarms = new AlarmState();
