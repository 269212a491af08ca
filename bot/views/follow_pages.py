"""Pages of what a chat follows beside stories, and of what it mutes: persons, places and words."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from bot.i18n import localized_text, numbers
from bot.views.callback_data import PositionLink, ReaderLink
from bot.views.document import Button, Document, Heading, Paragraph, Points, Run
from bot.views.labels import packed, shorten, story_title

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bot.i18n.catalogue import Translator
    from bot.model import Person, Story
    from bot.model.reader import Preferences
    from bot.store.topics import NewTopic, Topic
    from bot.views.document import Block, Inline

_FOLLOWING, _MUTING = "page.follows.title", "page.follows.mute_title"  # what heads a page
_PAGE = 12  # buttons on one page
_NAME = 40  # UTF-16 units of a name on a button
_TITLE = 48
_LINE = 120
_STORIES = 16  # titles that are listed
_CHOICES = 8  # people of one name to choose from


@dataclass(frozen=True, slots=True)
class Followed:
    """What a chat follows and mutes; `stories` is None for every story."""

    stories: tuple[Story, ...] | None
    topics: tuple[Topic, ...]
    muted: tuple[Topic, ...]

    @property
    def is_nothing(self) -> bool:
        """Whether it follows nothing."""
        return self.stories == () and not self.topics


@dataclass(frozen=True, slots=True)
class FollowPages:
    """Builds the pages, in the words of a chat's language."""

    words: Translator
    preferences: Preferences

    def listing(self, followed: Followed, start: int | None = None) -> Document:
        """Build the list of all that is followed and muted, with buttons to end each from the one numbered `start`."""
        blocks = [*self._listed(followed), self._hint(followed)]
        buttons = [*self._drops(followed)]
        page = next((index for index, (number, _) in enumerate(buttons) if number == start), 0) // _PAGE
        shown = [button for _, button in buttons[page * _PAGE : (page + 1) * _PAGE]]
        settings = self._button("settings", ReaderLink("follows", self.preferences.language))
        rows = (
            *packed(shown),
            self._pager(page, [number for number, _ in buttons]),
            (self._every(followed),),
            (settings,),
        )
        return self._page(blocks, rows)

    def begun(
        self, topics: Sequence[NewTopic], stories: Sequence[Story] = (), unmuted: Sequence[Topic] = ()
    ) -> Document:
        """Confirm what is followed from now on; `stories` are those whose titles were named by the same words.

        `unmuted` are those that were muted so far.
        """
        follow = [
            (self._button("story", self._link("again", story.number), title=story_title(story, self.preferences, 40)),)
            for story in stories[:2]
        ]
        sentence = self.words.text("page.follows.begun", names=self.names(topics))
        ended = [self.words.text("page.follows.unmuted", names=self.names(unmuted))] if unmuted else []
        return self._page([sentence, *ended, self.words.text("page.follows.begun_hint")], (*follow, self._to_list()))

    def muted(self, topics: Sequence[NewTopic], unfollowed: Sequence[Topic]) -> Document:
        """Confirm what is muted; say which of it was followed so far, each with a button to follow it again."""
        blocks = [self.words.text("page.follows.mute_begun", names=self.names(topics))]
        if unfollowed:
            blocks.append(self.words.text("page.follows.dropped", names=self.names(unfollowed)))
        blocks.append(self.words.text("page.follows.muting"))
        again = [
            (self._button("again", self._link("refollow", topic.id), name=self._short(topic)),)
            for topic in unfollowed[:_CHOICES]
        ]
        return self._page(blocks, (*again, self._to_list()), title=_MUTING)

    def confirmed(self, key: str, topics: Sequence[NewTopic]) -> Document:
        """Say in a sentence what became of these topics."""
        title = _MUTING if key == "page.follows.unmuted" else _FOLLOWING
        return self._page([self.words.text(key, names=self.names(topics))], (self._to_list(),), title=title)

    def unknown(self, asked: str, *, muted: bool) -> Document:
        """Say that a chat does not follow, or mute, what was named."""
        key, title = ("page.follows.not_muted", _MUTING) if muted else ("page.follows.not_followed", _FOLLOWING)
        return self._page([self.words.text(key, asked=shorten(asked, _NAME))], (self._to_list(),), title=title)

    def choice(self, asked: str, people: Sequence[tuple[Story, Person]]) -> Document:
        """Ask which of several people is meant."""
        rows = [
            (Button(self._described(person), self._link("person", story.number, person.id)),)
            for story, person in people[:_CHOICES]
        ]
        *_, example = self.words.examples("page.follows.examples")
        return self._page([self.words.text("page.follows.who", asked=shorten(asked, _NAME), example=example)], rows)

    def problem(self, sentence: str) -> Document:
        """Say why something cannot be followed or muted."""
        return self._page([sentence, *self._examples()], (self._to_list(),))

    def names(self, topics: Iterable[NewTopic]) -> str:
        """Return the names of topics, joined with commas."""
        return self.words.text("page.comma").join(topic.name(self.preferences.language) for topic in topics)

    def _listed(self, followed: Followed) -> Iterator[Block | str]:
        if followed.is_nothing:
            yield self.words.text("page.follows.none")
        if followed.stories != ():
            yield Heading(self._text("page.follows.stories"))
        if followed.stories is None:
            yield self.words.text("page.follows.every")
        elif followed.stories:
            titles = [localized_text.localize(story.dossier.title, self.preferences) for story in followed.stories]
            runs = [Run(shorten(text, _LINE), language=language) for text, language in titles[:_STORIES]]
            yield Points(tuple(Paragraph((run,)) for run in runs))
            if len(titles) > _STORIES:
                yield self.words.count("page.follow.more", len(titles) - _STORIES)
        by_kind = sorted(followed.topics, key=lambda topic: ("person", "place", "word").index(topic.kind))
        for kind, group in groupby(by_kind, key=lambda topic: topic.kind):
            yield Heading(self._text(f"page.follows.{kind}"))
            yield self.names(group)
        if followed.muted:
            yield Heading(self._text("page.follows.muted"))
            yield self.names(followed.muted)

    def _hint(self, followed: Followed) -> Paragraph:
        lines = self._examples() if not followed.muted else (*self._examples(), self.words.text("page.follows.muting"))
        return Paragraph((Run("\n".join(lines)),), note=True)

    def _examples(self) -> tuple[str, ...]:
        follow, mute, _ = self.words.examples("page.follows.examples")
        return (self.words.text("page.follows.hint", follow=follow, mute=mute),)

    def _drops(self, followed: Followed) -> Iterator[tuple[int, Button]]:
        """Yield the buttons that end each thing, by a number that tells where a page begins; a story's is below 0."""
        for topic in (*followed.topics, *followed.muted):
            yield topic.id, self._button("drop", self._link("drop", topic.id), name=self._short(topic))
        for story in followed.stories or ():
            title = story_title(story, self.preferences, _TITLE)
            yield -story.number, self._button("drop", self._link("unfollow", story.number), name=title)

    def _every(self, followed: Followed) -> Button:
        """Build the button that follows every story, or that ends it."""
        key, value = ("no_stories", "off") if followed.stories is None else ("every", "on")
        return self._button(key, ReaderLink("allstories", self.preferences.language, value=value))

    def _short(self, topic: Topic) -> str:
        return shorten(topic.name(self.preferences.language), _NAME)

    def _pager(self, page: int, numbers_: Sequence[int]) -> tuple[Button, ...]:
        starts = numbers_[::_PAGE]
        if len(starts) < 2:  # noqa: PLR2004 - one page
            return ()
        language = self.preferences.language

        def turn(label: str, to: int) -> Button:
            value = "stories" if starts[to] < 0 else None
            return Button(label, ReaderLink("topics", language, value=value, start=abs(starts[to])))

        back = (turn("◀", page - 1),) if page else ()
        on = (turn("▶", page + 1),) if page + 1 < len(starts) else ()
        middle = Button(numbers.show(f"{page + 1}/{len(starts)}", self.words.digits), PositionLink())
        return (*back, middle, *on)

    def _to_list(self) -> tuple[Button, ...]:
        return (self._button("list", ReaderLink("topics", self.preferences.language)),)

    def _described(self, person: Person) -> str:
        name = localized_text.localize(person.name, self.preferences)[0]
        role = localized_text.localize(person.role, self.preferences)[0] if person.role else ""
        return shorten(f"{name}{self.words.text('page.dash')}{role}" if role else name, 60)

    def _link(self, verb: str, number: int, value: str | None = None) -> ReaderLink:
        return ReaderLink(verb, self.preferences.language, number, value)

    def _button(self, key: str, link: ReaderLink, **values: str) -> Button:
        return Button(self.words.text(f"page.follows.button.{key}", **values), link)

    def _text(self, key: str) -> Inline:
        return (Run(self.words.text(key)),)

    def _page(
        self, blocks: Iterable[Block | str], rows: Iterable[Sequence[Button]], *, title: str = _FOLLOWING
    ) -> Document:
        paragraphs = (Paragraph((Run(block),)) if isinstance(block, str) else block for block in blocks)
        heading = Heading(self._text(title), level=1)
        return Document(self.preferences.language, (heading, *paragraphs), tuple(tuple(row) for row in rows if row))


def person_button(story: Story, person: Person, words: Translator, *, followed: bool) -> Button:
    """Build the button below a person's card that follows them across stories, and shows whether they are followed."""
    name = shorten(person.name.localize(words.language)[0], _NAME)
    key = "button.person.following" if followed else "button.person.follow"
    return Button(words.text(key, name=name), ReaderLink("person", words.language, story.number, person.id))
