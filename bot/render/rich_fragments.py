"""Pieces of a rich message: indivisible HTML, and the elements that they share."""

from __future__ import annotations

from dataclasses import dataclass, field

_ANCHOR_RAW = 56  # bytes of the link to a section or a footnote


@dataclass(frozen=True, slots=True, eq=False)
class Container:
    """An element shared by fragments: a list, table or details. Compared by identity."""

    start: str
    end: str


@dataclass(frozen=True, slots=True, eq=False)
class Fragment:
    """Indivisible HTML; a table of contents is inserted between `before` and `after`.

    `blocks` counts as Telegram does; `cites` are the footnotes it links to, `note` the footnote that it is, `name` the
    section that it heads. `period` is a row above it, unless the same row is there already.
    """

    before: str
    after: str
    blocks: int = 1
    item: str | None = None
    within: tuple[Container, ...] = ()
    heading: bool = False
    name: str | None = None
    cites: tuple[str, ...] = ()
    note: str | None = None
    period: str = ""
    contents: tuple[tuple[str, str], ...] = ()
    maps: int = 0
    raw: int = field(init=False)

    def __post_init__(self) -> None:
        """Compute its size in bytes, with its containers and links."""
        containers = "".join(container.start + container.end for container in self.within)
        contents_text = "".join(label + name for name, label in self.contents)
        html = self.before + self.after + self.period + containers + contents_text
        anchors = _ANCHOR_RAW * (1 + len(self.cites) + 2 * len(self.contents))
        object.__setattr__(self, "raw", len(html.encode()) + anchors)
