"""The people and organisations of one copy: mentions of the same one brought together, pronouns and titles resolved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.intake.attribution.arabic_nouns import bare
from bot.intake.attribution.epithets import is_epithet
from bot.intake.attribution.speakers import NOBODY, Entity, Speaker
from bot.intake.normalized import plain, words
from bot.intake.tables import roles
from bot.intake.tables.given_names import gender, is_given
from bot.intake.tables.titles import ALIKE, GENERIC

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.intake.attribution.speakers import SpeakerBy
    from bot.intake.attribution.view import Mention

_COUNTERPARTS = frozenset({"نظير", "نظيره", "نظيرته", "نظيرتها", "نظيرها", "counterpart"})
_OWNED = ("my ", "his ", "her ", "their ", "our ", "its ")
_REMEMBERED = 40  # referents looked back through for a pronoun: farther back nobody means them


class Entities:
    """Everybody that a copy names, and whom it spoke of last."""

    def __init__(self, *, arabic: bool) -> None:
        self.arabic = arabic
        self.listed: list[Entity] = []
        self.by_token: dict[str, list[Entity]] = {}
        self.recent: list[Speaker] = []
        self.aliases: dict[str, Entity] = {}

    # --- names -------------------------------------------------------------------------------------------------------
    def tokens(self, name: str) -> tuple[str, ...]:
        """Return the parts of a name that are compared."""
        parts = [word.removesuffix("'s").removesuffix("’s") for word in words(plain(name))]
        if self.arabic:
            parts = [bare(word) if word.startswith("ال") else word for word in parts]
        kept = [part for part in parts if part not in {"s", "the", "of", "al", "el"} and (self.arabic or len(part) > 1)]
        return tuple(part.removeprefix("al-").removeprefix("el-") for part in kept or parts)

    def add(self, mention: Mention, place: int) -> Entity | None:
        """Add a mention that has a name; return its entity."""
        if not mention.name or mention.head in roles.DOCUMENTS_AR or mention.head in roles.DOCUMENTS_EN:
            return None
        tokens = self.tokens(mention.name)
        if not tokens:
            return None
        entity = self._find(tokens, is_org=mention.is_org, sex=mention.gender)
        if entity is None:
            entity = Entity(mention.name, tokens, mention.is_org, mention.gender, place, last=place)
            self.listed.append(entity)
        self._enrich(entity, mention, tokens)
        entity.last = max(entity.last, place)
        return entity

    def _find(self, tokens: tuple[str, ...], *, is_org: bool, sex: str | None) -> Entity | None:
        if len(tokens) == 1 and tokens[0] in self.aliases:
            return self.aliases[tokens[0]]
        candidates = [
            entity for token in dict.fromkeys((tokens[-1], *tokens)) for entity in self.by_token.get(token, ())
        ]
        for entity in reversed(candidates):
            if entity.tokens == tokens:
                return entity
        fitting = [entity for entity in candidates if self._is_same(entity, tokens, is_org=is_org)]
        if sex in {"m", "f"}:
            fitting = [entity for entity in fitting if entity.gender in {None, sex}] or []
        return max(fitting, key=lambda entity: (entity.tokens[-1] == tokens[-1], entity.last), default=None)

    def _is_same(self, entity: Entity, tokens: tuple[str, ...], *, is_org: bool) -> bool:
        if entity.is_org or (is_org and len(tokens) > 1):
            shorter, longer = sorted((entity.tokens, tokens), key=len)
            return entity.is_org == is_org and len(shorter) > 1 and longer[: len(shorter)] == shorter
        if len(tokens) == 1:
            return tokens[0] in entity.tokens
        if len(entity.tokens) == 1:
            return entity.tokens[0] == tokens[-1] or (
                entity.tokens[0] == tokens[0] and not is_given(tokens[0], arabic=self.arabic)
            )
        shorter, longer = sorted((entity.tokens, tokens), key=len)
        if longer[-len(shorter) :] == shorter:
            return True
        return set(shorter) <= set(longer) and shorter[-1] == longer[-1] and shorter[0] == longer[0]

    def _enrich(self, entity: Entity, mention: Mention, tokens: tuple[str, ...]) -> None:
        name = mention.name or ""
        if len(tokens) > len(entity.tokens) or (len(tokens) == len(entity.tokens) and len(name) > len(entity.name) + 3):
            entity.name, entity.tokens = name, tokens if len(tokens) >= len(entity.tokens) else entity.tokens
        if not mention.is_org and entity.is_org and mention.role and len(entity.tokens) <= len(tokens):
            entity.is_org, entity.gender = False, None
        for token in tokens:
            known = self.by_token.setdefault(token, [])
            if entity not in known:
                known.append(entity)
        if name not in entity.spellings:
            entity.spellings.append(name)
        if mention.role and mention.role not in entity.roles:
            entity.roles.append(mention.role)
        heads = {mention.head} if mention.head else set()
        if mention.role:
            heads |= {self._head_form(word) for word in words(plain(mention.role))}
        entity.heads |= heads
        if mention.gender in {"m", "f"} and entity.gender is None:
            entity.gender = mention.gender

    def _head_form(self, word: str) -> str:
        return bare(word) if self.arabic else word

    def alias(self, acronym: str, entity: Entity) -> None:
        """Register a short form of an entity's name."""
        self.aliases.setdefault(acronym.lower(), entity)

    # --- who is meant ------------------------------------------------------------------------------------------------
    def resolve(self, mention: Mention | None, place: int) -> Speaker:
        """Resolve a mention at a place to a speaker."""
        if mention is None:
            return NOBODY
        if mention.kind == "name" and (entity := self.add(mention, place)):
            return _speaker(entity, "name")
        if mention.kind in {"title", "name"}:
            return self._of_title(mention, place)
        meant = self._of_pronoun(mention.gender)
        if meant is None:
            return NOBODY
        return Speaker(
            meant.text, "pronoun", meant.entity, meant.gender or mention.gender, meant.is_org, meant.is_plural
        )

    def _of_title(self, mention: Mention, place: int) -> Speaker:
        is_plural = mention.gender == "p"
        if is_epithet(mention, arabic=self.arabic) and (meant := self._of_epithet(mention, place)):
            return meant
        as_printed = Speaker(mention.text, "title", None, mention.gender, mention.is_org, is_plural)
        if is_plural or not mention.is_definite:
            return as_printed
        if mention.head in roles.DOCUMENTS_AR or mention.head in roles.DOCUMENTS_EN:
            is_alone = len(words(plain(mention.text))) <= 1 + mention.text.lower().startswith(("the ", "this "))
            return self._of_document(as_printed) if is_alone else as_printed
        wanted = {self._head_form(word) for word in words(plain(mention.role or mention.text))} - {
            "the",
            "his",
            "her",
            "their",
        }
        best: tuple[int, int, Entity] | None = None
        for entity in self.listed:
            if entity.is_org != mention.is_org or (
                entity.gender not in {None, mention.gender} and mention.gender in {"m", "f"} and not mention.is_org
            ):
                continue
            score = self._fit(mention.head, wanted, entity)
            if score and entity.place <= place + 400:
                best = max(
                    best or (0, 0, entity),
                    (score, entity.last if entity.last <= place else 0, entity),
                    key=lambda row: row[:2],
                )
        if best is None:
            meant = self._of_nameless(mention) or self._of_unknown_role(mention) or self._of_generic_role(mention)
            return meant or as_printed
        return Speaker(best[2].name, "title", best[2], best[2].gender or mention.gender, best[2].is_org)

    def _of_epithet(self, mention: Mention, place: int) -> Speaker | None:
        """Return whom 'the woman', 'the 31-year-old' means: the last who fits; else whom the copy named last."""
        meant = self._of_pronoun("m" if mention.gender is None and self.arabic else mention.gender, person=True)
        if meant:
            return Speaker(meant.text, "title", meant.entity, meant.gender, meant.is_org)
        people = [item for item in self.listed if not item.is_org and item.place < place and len(item.tokens) > 1]
        if not people or self.arabic:
            return None
        newest = max(people, key=lambda item: item.place)
        return Speaker(newest.name, "title", newest, newest.gender, is_org=False)

    def _of_nameless(self, mention: Mention) -> Speaker | None:
        """Return whom 'the source' means: a security source that was quoted just before, whose name nobody gives."""
        last = self.recent[-1] if self.recent else NOBODY
        if not self.arabic or last.entity is not None or mention.is_org or len(words(plain(mention.text))) > 1:
            return None
        own = words(plain(last.text or ""))
        is_same = len(own) > 1 and own[0] == mention.head
        return Speaker(last.text, "title", None, last.gender, last.is_org, last.is_plural) if is_same else None

    def _of_unknown_role(self, mention: Mention) -> Speaker | None:
        """Return whom a title means if the copy spoke last of somebody and never said what he is."""
        last = self.recent[-1] if self.recent else NOBODY
        if mention.text.lower().startswith(_OWNED):
            return None  # 'my cellmate' is nobody whom the copy spoke of
        if mention.is_org or last.entity is None or last.entity.is_org or last.entity.roles:
            return None
        if len(last.entity.tokens) < 2:  # noqa: PLR2004 - one word may be no name: 'Talks resume'
            return None
        if self._agrees(last, mention.gender or ("m" if self.arabic else None)) != "surely":
            return None
        return Speaker(last.text, "title", last.entity, last.gender, is_org=False)

    def _of_generic_role(self, mention: Mention) -> Speaker | None:
        """Return whom 'the UN official' means: the last who spoke, if his titles fit one who speaks for a body."""
        last = self.recent[-1] if self.recent else NOBODY
        has_article = mention.text.startswith(("ال", "the ", "The "))
        if mention.head not in GENERIC or not has_article or last.entity is None or last.entity.is_org:
            return None
        alike = {*ALIKE.get(mention.head, ()), mention.head, "منسق", "مدير", "رييس", "ممثل", "coordinator", "head"}
        own = last.entity.heads | {bare(word) for word in last.entity.heads}
        fits = (
            not own.isdisjoint(alike)
            and self._agrees(last, mention.gender or ("m" if self.arabic else None)) == "surely"
        )
        return Speaker(last.text, "title", last.entity, last.gender, is_org=False) if fits else None

    def _fit(self, head: str, wanted: set[str], entity: Entity) -> int:
        """Score how well a title fits an entity: 0 not at all, more with each word of it among their roles."""
        own = entity.heads | (set(entity.tokens) if entity.is_org else set())
        if self.arabic:
            own = own | {bare(word) for word in own}
        is_head = head in own or (self.arabic and f"{head}ه" in own)
        alike = any(other in own for other in ALIKE.get(head, ()))
        extra = wanted - {head, f"{head}ه"}
        if entity.is_org:
            return 10 + len(extra & own) if is_head and extra <= own else 0
        if is_head and extra <= own:
            return 10 + len(extra)
        if extra and extra <= own and not own.isdisjoint(_COUNTERPARTS):
            return 8  # 'his Mexican counterpart' is 'the Mexican president'
        return 5 if alike and not extra - own else 0

    def _of_document(self, as_printed: Speaker) -> Speaker:
        for speaker in reversed(self.recent[-_REMEMBERED:]):
            if (
                speaker.is_org
                and speaker.entity
                and (speaker.entity.heads | set(speaker.entity.tokens)).isdisjoint(roles.DOCUMENTS_AR)
            ):
                return Speaker(speaker.text, "title", speaker.entity, speaker.gender, is_org=True)
        return as_printed

    def _of_pronoun(self, sex: str | None, *, person: bool = False) -> Speaker | None:
        doubtful: Speaker | None = None
        for speaker in reversed(self.recent[-_REMEMBERED:]):
            if person and (speaker.is_org or speaker.entity is None):
                continue
            fits = self._agrees(speaker, sex)
            if fits == "surely":
                return speaker
            if fits and doubtful is None:
                doubtful = speaker
                if sex in {"m", None, "f"} and not self.arabic:
                    return doubtful
        return doubtful

    def _agrees(self, speaker: Speaker, sex: str | None) -> str:
        if sex is None:
            return "surely"
        if sex == "p":
            return "surely" if speaker.is_plural else "perhaps" if speaker.is_org else ""
        if speaker.is_plural:
            return ""
        if sex == "o":
            return "surely" if speaker.is_org else ""
        if speaker.is_org:
            if not self.arabic:
                return ""
            return "surely" if (speaker.gender == "f") == (sex == "f") else ""
        own = speaker.gender if speaker.gender in {"m", "f"} else None
        if own is None:
            # An Arabic title without a feminine ending is a man's; a name says nothing.
            if self.arabic:
                return ("surely" if sex == "m" else "perhaps") if speaker.entity else ("surely" if sex == "m" else "")
            return "surely"
        return "surely" if own == sex else ""

    def push(self, speaker: Speaker) -> None:
        """Note that the copy speaks of somebody now."""
        if speaker.text:
            self.recent.append(speaker)


def _speaker(entity: Entity, by: SpeakerBy) -> Speaker:
    sex = entity.gender
    return Speaker(entity.name, by, entity, sex, entity.is_org, is_plural=False)


def surnames(names: Iterable[str], *, arabic: bool) -> frozenset[str]:
    """Return the words of names of two or more words, except given names: each can stand for the person alone."""
    listed: set[str] = set()
    for name in names:
        parts = words(plain(name))
        if len(parts) > 1:
            listed |= {part for part in parts[1:] if gender(part, arabic=arabic) is None and len(part) > 2}  # noqa: PLR2004
    return frozenset(listed)
