"""Finds the answer to a question: which page, which item, whose words, or that the stories do not tell."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.services.questions import roles, speakers, spelling, story_words
from bot.services.questions.answer import Answer, AnswerKind, Found
from bot.services.questions.coverage import cover, rank
from bot.services.questions.tenses import is_to_come
from bot.store import story_candidates
from bot.text.questions import parser
from bot.text.questions.parsed_question import Kind
from bot.text.questions.question_words import FORMER, PRESENT
from bot.text.questions.word_keys import alternatives, countries, country_of_capital, keys
from bot.text.stemmer import stems
from bot.text.stemmer import words as words_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.model import Story
    from bot.services.questions.coverage import Covered
    from bot.services.questions.speakers import Named
    from bot.services.questions.story_words import ItemWords, Sentence, StoryWords
    from bot.store.database import Database
    from bot.store.story_cache import StorySnapshot
    from bot.store.vocabulary_cache import VocabularyCache
    from bot.text.questions.parsed_question import Question

_STORIES = 8  # in which an answer is looked for
_PAIR = 2  # items that may answer and the best is sure: the same is told in a key point and an event
_STANDING_OUT = 0.1  # of a score, by which the best of several items stands out
_ITEMS = 5  # of an answer: the first answers, the others are related
# Kinds that somebody's entry may answer, and the words that this needs.
_OF_PERSONS = {Kind.WHO: 1, Kind.WHAT: 1, Kind.HAPPENED: 1, Kind.WHETHER: 2}
_UNSURE = frozenset({Kind.NEWS, Kind.TOPIC})  # of which no item is surely the answer
_PAGES = frozenset({Kind.HAPPENED, Kind.NEWS, Kind.SECTION})


@dataclass(frozen=True, slots=True)
class Finder:
    """Where answers are looked for: the live stories, and the number of the one that the chat was at last."""

    database: Database
    vocabulary: VocabularyCache
    snapshot: StorySnapshot
    current: int | None = None

    async def answer(self, question: Question) -> Answer:
        """Answer a question; what is misspelt is corrected where it has no answer as it was typed."""
        if question.talk:
            return Answer(AnswerKind.SMALL_TALK, talk=question.talk)
        if not self.snapshot.stories:
            return Answer(AnswerKind.NOT_TOLD)
        answer = await self._by_page_or_item(question)
        if answer.kind is AnswerKind.NOT_TOLD:
            for respelt in (await spelling.correct(self.vocabulary, question), parser.reread(question.text)):
                if respelt and (corrected := await self._by_page_or_item(respelt)).kind is not AnswerKind.NOT_TOLD:
                    return replace(corrected, read=respelt.text)
        return answer

    async def answer_topic(self, question: Question) -> Answer:
        """Answer words alone, of all stories of the snapshot; misspelt ones are left to the search."""
        question = await asyncio.to_thread(self._of_governments, question)
        return await asyncio.to_thread(self._in_stories, question, self.snapshot.stories)

    async def _by_page_or_item(self, question: Question) -> Answer:
        if question.talk:
            return Answer(AnswerKind.SMALL_TALK, talk=question.talk)
        if question.kind is Kind.COMING:
            return self._coming(self._at())
        if question.kind in _PAGES and not question.words:
            return self._page(question, self._at())
        if question.kind is Kind.SAID and not question.all_words:
            return Answer(AnswerKind.SECTION, story=self._at(), section="quotes")
        return await self._answer(question)

    async def _answer(self, question: Question) -> Answer:
        # In a thread, words of stories too: of one that is not kept, 20 milliseconds and more.
        question = await asyncio.to_thread(self._of_governments, question)
        stories = await self._stories(question)
        return await asyncio.to_thread(self._in_stories, question, stories)

    def _of_governments(self, question: Question) -> Question:
        """Read a capital that acts as its country, unless a story has it by that name: "what does Moscow say"."""
        names = {word: country_of_capital(word) for word in question.words if word not in question.placed}
        meant = {word: name for word, name in names.items() if name and not self._names(word)}
        return replace(question, words=tuple(meant.get(word, word) for word in question.words)) if meant else question

    def _names(self, word: str) -> bool:
        return any(
            not person.names.isdisjoint(stems(word))
            for story in self.snapshot.stories[:_STORIES]
            for person in story_words.of(story).people
        )

    async def _stories(self, question: Question) -> list[Story]:
        """Return the stories that may answer, the one that the chat is at among them."""
        asked = [alternatives(word) for word in question.all_words or question.light]
        numbers = await self.database.run_read(lambda conn: story_candidates.find(conn, asked, _STORIES))
        by_number = self.snapshot.by_number
        matches = dict.fromkeys((*(number for number in numbers if number in by_number), self._at().number))
        return [by_number[number] for number in matches]

    def _at(self) -> Story:
        return self.snapshot.by_number.get(self.current or 0, self.snapshot.stories[0])

    def _page(self, question: Question, story: Story | None) -> Answer:
        if question.kind is Kind.NEWS:
            return Answer(AnswerKind.NEWS, story=story if question.words else None)
        return Answer(AnswerKind.SECTION, story=story, section=question.section)

    def _coming(self, story: Story) -> Answer:
        """Answer what comes next by what is still to come, the newest first."""
        items = [item for item in story_words.of(story).items if item.part != "people" and is_to_come(item)]
        items.sort(key=lambda item: (item.part == "quotes", -(item.date.first.toordinal() if item.date else 0)))
        matches = tuple(Found(story, item.part, item.item) for item in items[:_ITEMS])
        return Answer(AnswerKind.SEVERAL if matches else AnswerKind.NOT_TOLD, matches)

    def _in_stories(self, question: Question, candidates: Sequence[Story]) -> Answer:
        stories = [story_words.of(story) for story in candidates]
        if question.kind in _PAGES:
            titled = [
                candidate for candidate in stories if all(keys(word) & candidate.title for word in question.words)
            ]
            if titled:
                return self._page(question, titled[0].story)
        if question.kind is Kind.SAID:
            return self._said(question, stories)
        if question.section == "quotes":  # what they all said about something
            return self._item(question, stories, parts=frozenset({"quotes"}))
        if question.kind in {Kind.WHO, Kind.WHEN} and question.said and question.words:
            said = self._item(question, stories, parts=frozenset({"quotes"}))
            if said.kind is AnswerKind.ITEM:
                return said
        if (
            question.kind in _OF_PERSONS
            and not (question.degrees or (question.bare and question.kind is Kind.WHAT))
            and len(question.words) >= _OF_PERSONS[question.kind]
            and (answer := _person(question, stories))
        ):
            return answer
        teller = question.teller
        return self._item(
            question, stories, allowed=(lambda item: speakers.is_told_by(teller, item)) if teller else None
        )

    def _said(self, question: Question, stories: Sequence[StoryWords]) -> Answer:
        if question.words and all(
            any(keys(word) & candidate.title for candidate in stories) for word in question.words
        ):
            by_title = [
                candidate for candidate in stories if all(keys(word) & candidate.title for word in question.words)
            ]
            named = speakers.names_speaker(question.words, stories)
            if by_title and not named and not question.topic:
                countries = speakers.by_country(question.words, stories)
                if not countries:
                    return Answer(AnswerKind.SECTION, story=by_title[0].story, section="quotes")
        if question.section and (quoted := speakers.quoted(question.words, stories)):
            story = quoted.story.story
            shown = tuple(
                Found(story, item.part, item.item) for item in speakers.quotes_of(quoted.story, quoted.person)
            )
            return Answer(AnswerKind.SECTION, shown, story, "quotes", quoted.person.person)
        answer = speakers.said(question, stories) if question.words else None
        if answer:
            return answer
        topic = replace(question, words=question.all_words, topic=())
        if not question.words:
            return self._item(topic, stories, parts=frozenset({"quotes"}))
        return self._item(topic, stories, allowed=lambda item: speakers.is_told_by(question.words, item))

    def _item(
        self,
        question: Question,
        stories: Sequence[StoryWords],
        parts: frozenset[str] | None = None,
        allowed: Callable[[ItemWords], bool] | None = None,
    ) -> Answer:
        """Answer by the best item, of these `parts` alone if some are named; one that is not `allowed` comes close.

        What names nothing ("and when?") is open: it cannot be said that the stories do not tell it.
        """
        words = question.words or question.light
        covered = rank(
            (
                matches
                for story in stories
                for item in story.items
                if (parts is None or item.part in parts) and (matches := cover(question, story, item, words))
            ),
            self._at().number,
            earliest=question.earliest,
        )
        items = tuple(
            Found(candidate.story.story, candidate.item.part, candidate.item.item) for candidate in covered[:_ITEMS]
        )
        is_answer = bool(question.words) and bool(covered) and _answers(question, covered[0])
        is_answer = is_answer and (allowed is None or allowed(covered[0].item))
        if is_answer and not (parts is None and _is_general(covered)) and question.kind not in _UNSURE:
            return Answer(AnswerKind.ITEM, items)
        is_open = is_answer or (covered and allowed is None and _is_open(question, covered[0], words))
        return Answer(AnswerKind.SEVERAL if is_open else AnswerKind.NOT_TOLD, items)


def _is_open(question: Question, best: Covered, words: Sequence[str]) -> bool:
    """Whether it cannot be said that the stories do not tell: of nothing that is named, of "which court"."""
    is_which = question.bare and best.all and len(words_of(question.text)) <= _PAIR
    return not words or is_which or _comes_close(question, best, words)


def _comes_close(question: Question, best: Covered, words: Sequence[str]) -> bool:
    """Whether the best item tells what is asked but for one of three words or more, which names nobody.

    Nor may it be where the verb stands, at the end in English and at the beginning in Arabic: "when did he resign".
    """
    if question.kind is Kind.WHETHER or not best.tells or best.own < _PAIR or len(best.missing) != 1:
        return False
    (missing,) = best.missing
    is_verb = missing == (words[-1] if missing.isascii() else words[0])
    return not (is_verb or countries(keys(missing)) or keys(missing) & best.story.agents)


def _is_general(covered: Sequence[Covered]) -> bool:
    """Whether several items answer as well as the best: all that is asked is one word, or no item stands out."""
    answering = [candidate for candidate in covered if candidate.all and candidate.tells]
    if len(answering) <= _PAIR:
        return False
    return answering[0].own <= 1 or answering[0].score - answering[_PAIR].score < _STANDING_OUT


def _answers(question: Question, best: Covered) -> bool:
    if question.kind is Kind.WHO and _asks_present(question) and any(map(_is_of_past, best.item.sentences)):
        return False
    if (
        question.kind is Kind.WHETHER
        and question.by_be
        and best.item.part != "people"
        and _names_bearer(question, best)
    ):
        return False  # who is the leader of what is told by an entry; items name offices beside others
    if question.bare:
        return False  # that a thing is named does not tell which
    if question.kind is Kind.WHO and all(speakers.is_office(word) for word in question.words):
        return False  # whoever has the office has no entry; items name it for other reasons
    if question.kind is Kind.WHERE and not best.item.has_place:
        people = [person for person in best.story.people if person.person.kind == "person"]
        asked = [word for word in question.words if any(speakers.has_name([word], person) for person in people)]
        is_of_person = question.words[0] in asked and (question.by_be or not question.words[0].isascii())
        if is_of_person or len(asked) == len(question.words):
            return False  # where somebody is: items name them for other reasons
    return best.all and best.tells


def _names_bearer(question: Question, best: Covered) -> bool:
    """Whether somebody is named with an office: "is Putin the president of Russia"."""
    is_named = any(speakers.has_name(question.words, person) for person in best.story.people)
    return is_named and any(map(roles.is_office, question.words))


def _is_of_past(sentence: Sentence) -> bool:
    return not FORMER.isdisjoint(sentence.words)


def _fits_role(question: Question, match: Named) -> bool:
    """Whether somebody is asked for by role, not for having done what the role says was done to them."""
    if question.identity:
        return True
    return (not question.active or speakers.is_office(question.words[0])) and speakers.of_role(
        question.words, match.person
    )


def _asks_present(question: Question) -> bool:
    return not PRESENT.isdisjoint(words_of(question.text))


def _person(question: Question, stories: Sequence[StoryWords]) -> Answer | None:
    """Answer who somebody is by their entry; several of a role by the page of people; None if nobody is meant."""
    matches = speakers.named(question.words, stories)
    matches = [match for match in matches if match.by_name or _fits_role(question, match)]
    if question.kind is Kind.WHETHER:
        matches = [match for match in matches if speakers.has_name(question.words, match.person)]
    if _asks_present(question):
        matches = [match for match in matches if match.by_name or not speakers.is_former(match.person)]
    if not matches:
        return None
    if question.kind is Kind.WHO and not matches[0].by_name:
        matches = [match for match in matches if speakers.is_whole_role(question.words, match.person)] or matches
        matches = [candidate for candidate in matches if candidate.person.person.kind == "person"] or matches
    entries = tuple(
        Found(candidate.story.story, "people", candidate.person.person.id) for candidate in matches[:_ITEMS]
    )
    if len({candidate.person.person.id for candidate in matches}) > 1 and not matches[0].by_name:
        return Answer(AnswerKind.SECTION, story=matches[0].story.story, section="people")
    return Answer(AnswerKind.ITEM, entries)
