"""The picture: the whole board in memory as of one sequence of the log, each item encoded once.

Only the feed changes it. Snapshots, deltas and resumes are cut from it without asking the database,
so twenty consoles that come back at once after the network was cut cost no more than one
(docs/adr/0014).
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import field, replace

from dispatch.access.permission_map import allows
from dispatch.access.subject import Resource, Subject
from dispatch.board.section import AnyItem, Section
from dispatch.kernel.catalogue import DEFAULT_LANGUAGE
from dispatch.kernel.web.json_text import encode
from dispatch.kernel.web.language import speaking
from routing.value_object import value_object

# So many items that left the board are remembered for those who come back; who was away longer
# takes a snapshot.
GONE_AT_MOST = 5_000


@value_object
class Kept:
    """An item of the board: its JSON text (None when it left) and the sequence it became so with.

    The text is Indonesian; `others` remembers it in the languages that somebody asked for.
    """

    section: Section
    key: str
    resource: Resource
    text: str | None
    seq: int
    item: AnyItem
    others: dict[str, str] = field(default_factory=dict, compare=False, repr=False)

    def seen_by(self, subject: Subject, language: str = DEFAULT_LANGUAGE) -> "Kept":
        """Return the item as `subject` may see it: an agency sees less of what others share."""
        if self.text is None:
            return self
        if subject.agency_id is not None and self.item.narrowed is not None:
            with speaking(language):
                shown = self.item.narrowed(self.item.body, subject.agency_id)
                return replace(self, text=encode(shown).decode())
        if language == DEFAULT_LANGUAGE:
            return self
        if language not in self.others:
            with speaking(language):
                self.others[language] = encode(self.item.body).decode()
        return replace(self, text=self.others[language])


class Picture:
    """The board's items by section and key.

    `seq` is the last sequence it contains, `floor` the oldest from which somebody may resume.
    """

    def __init__(self, seq: int) -> None:
        """Begin empty at `seq`."""
        self.seq = seq
        self.floor = seq
        # Grows with every change, also with those that are no fact of the log.
        self.revision = 0
        self._kept: dict[str, dict[str, Kept]] = {}
        self._gone: dict[tuple[str, str], int] = {}

    def apply(self, seq: int, changes: Iterable[tuple[Section, AnyItem]]) -> list[Kept]:
        """Set the present state of items as of `seq`; return those that changed."""
        self.seq = max(self.seq, seq)
        changed: list[Kept] = []
        for section, item in changes:
            kept = self._kept.setdefault(section.name, {})
            text = None if item.gone else encode(item.body).decode()
            known = kept.get(item.key)
            if (text is None and known is None) or (
                known is not None and (known.text, known.resource) == (text, item.resource)
            ):
                continue
            entry = kept[item.key] = Kept(
                section=section,
                key=item.key,
                resource=item.resource,
                text=text,
                seq=self.seq,
                item=item,
            )
            changed.append(entry)
            self._remember_gone(entry)
        self.revision += bool(changed)
        return changed

    def replace(self, section: Section, items: Sequence[AnyItem]) -> list[Kept]:
        """Set a section that was read again as a whole; return the items that changed."""
        there = {item.key for item in items}
        lost = [
            kept
            for kept in self._kept.get(section.name, {}).values()
            if kept.text is not None and kept.key not in there
        ]
        gone = [replace(kept.item, gone=True) for kept in lost]
        return self.apply(self.seq, [(section, item) for item in (*items, *gone)])

    def items(
        self, section: Section, subject: Subject, language: str = DEFAULT_LANGUAGE
    ) -> list[Kept]:
        """Return the items of a section that `subject` may see."""
        kept = self._kept.get(section.name, {}).values()
        return [
            entry.seen_by(subject, language)
            for entry in kept
            if entry.text is not None and allows(subject, section.verb, entry.resource)
        ]

    def since(
        self,
        after: int,
        sections: Collection[str],
        subject: Subject,
        language: str = DEFAULT_LANGUAGE,
    ) -> list[Kept] | None:
        """Return the items that changed after the sequence `after`.

        None when that is too long ago or from another log. Sections that also change without a fact
        are returned as a whole.
        """
        if not self.floor <= after <= self.seq:
            return None
        wanted = (entry for name in sections for entry in self._kept.get(name, {}).values())
        return [
            entry.seen_by(subject, language)
            for entry in wanted
            if (entry.seq > after or entry.section.moves)
            and allows(subject, entry.section.verb, entry.resource)
        ]

    def _remember_gone(self, entry: Kept) -> None:
        place = (entry.section.name, entry.key)
        self._gone.pop(place, None)
        if entry.text is not None:
            return
        self._gone[place] = entry.seq
        if len(self._gone) > GONE_AT_MOST:
            name, key = oldest = next(iter(self._gone))
            self.floor = max(self.floor, self._gone.pop(oldest))
            del self._kept[name][key]
