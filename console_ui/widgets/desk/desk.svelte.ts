/** What lies on the call taker's desk: which report is in hand. Shared, so that the board can hand one over. */

class Desk {
  reportId = $state<string | null>(null);
  /** The incident sent last: the caller may still be on the line. */
  sentId = $state<string | null>(null);

  take(id: string | null): void {
    this.reportId = id;
  }
}

export const desk = new Desk();
