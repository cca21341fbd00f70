/** Which unattended priority-1 incidents still call for somebody. Only an action ends it: sending someone, or taking notice. */

class AlarmState {
  open = $state.raw<string[]>([]);
  #noticed = $state.raw<ReadonlySet<string>>(new Set());

  get ringing(): boolean {
    return this.open.some((id) => !this.#noticed.has(id));
  }
  update(ids: string[]): void {
    if (ids.length !== this.open.length || ids.some((id, place) => this.open[place] !== id)) this.open = ids;
  }
  /** Somebody has taken notice of everything that calls now; the next one calls again. */
  notice(): void {
    this.#noticed = new Set([...this.#noticed, ...this.open]);
  }
}

export const alarms = new AlarmState();
