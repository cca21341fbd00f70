/** Notes in work. Whoever goes to another page meanwhile finds his words again; on sending they are gone. */

import type { Note, NoteKind } from "../../domain/notes";
import { randomUuid } from "../../toolkit/uuid";

class Draft {
  note = $state<Note>({});
  /** The same for as long as it may be sent again. */
  reference = randomUuid();

  clear(): void {
    this.note = {};
    this.reference = randomUuid();
  }
}

export const drafts: Record<NoteKind, Draft> = { walk_in: new Draft(), cyber_patrol: new Draft() };
