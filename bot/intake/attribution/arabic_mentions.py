"""People and organisations as Arabic sentences name them: a role with what specifies it, then a name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.intake.attribution import arabic_nouns as nouns
from bot.intake.attribution.view import Mention
from bot.intake.tables import roles
from bot.intake.tables.arabic_verbs import verb
from bot.intake.tables.given_names import gender
from bot.intake.tables.nationalities import is_nationality
from bot.intake.tables.places import is_place_ar

if TYPE_CHECKING:
    from collections.abc import Collection

    from bot.intake.attribution.view import View
    from bot.intake.normalized import Normalized


class MentionReader:
    """Reads one mention from a place in a sentence."""

    def __init__(self, view: View, text: Normalized, surnames: Collection[str]) -> None:
        self.view, self.source, self.surnames = view, text, surnames

    def read(self, start: int, *, has_object: bool = False) -> Mention | None:
        """Read the mention that begins at a token; `surnames` are words known from other names of the copy."""
        if self._stops(start):
            return None
        word = self.view.word(start)
        named = word in self.surnames or (nouns.is_given(word) and not word.startswith("ال"))
        role = nouns.is_role(word) and not (named and nouns.is_given(word))
        role = role or (word == nouns.PILGRIM and not self._stops(start + 1) and self.view.word(start + 1)[:2] != "ال")
        if not role and not (nouns.is_organisation(word) and word not in self.surnames):
            return self._name_only(start, has_object=has_object)
        is_org = not role and nouns.is_organisation(word)
        role_end = self._role(start, is_org=is_org, has_object=has_object)
        name_end = role_end if is_org else self._name(role_end, has_object=has_object)
        if not is_org and name_end == role_end and role_end - start > 1:
            role_end = self._surname_within(start, role_end)
        return self._made(start, role_end, name_end, is_org=is_org)

    def _surname_within(self, start: int, end: int) -> int:
        """Return where the role ends if its last word is a name after all: 'الرئيس السيسي'."""
        last = self.view.word(end - 1)
        is_name = last in self.surnames or nouns.is_given(last)
        if is_name and not (last in nouns.ROLE_WORDS or is_nationality(last) or is_place_ar(last)) and end - start > 1:
            return end - 1
        return end

    def _stops(self, at: int) -> bool:
        if at >= len(self.view.tokens) or self.view.is_quote(at):
            return True
        token = self.view.tokens[at]
        word = token.word
        if not token.is_word or word in roles.STOPS_AR or word in nouns.TIMES or word in nouns.NAMED_AS:
            return True
        if word == "العام" and self.view.word(at + 1) in nouns.WHICH:
            return True
        if word == nouns.WALI:  # a governor, or 'and to'
            return not (at and verb(self.view.word(at - 1)))
        if word in nouns.SELF or (word[0] in "وف" and word[1:] in roles.STOPS_AR and word not in nouns.NO_CONJUNCTION):
            return True
        known = verb(token.word)
        if known is None or token.word in self.surnames or nouns.is_given(token.word):
            return False
        return not known.is_noun or known.prefix != ""

    def _role(self, start: int, *, is_org: bool, has_object: bool) -> int:
        at = start + 1
        while at < len(self.view.tokens) and at - start < nouns.LONGEST_ROLE:
            word = self.view.word(at)
            if word in nouns.WELL_INFORMED and nouns.is_role(self.view.word(at - 1)):
                at += 1
                continue
            if word in nouns.TIED and self._is_tied(at, start):
                at += 2
                continue
            if (
                self.view.is_quote(at)
                and nouns.is_organisation(self.view.word(at - 1))
                and at + 1 < len(self.view.tokens)
                and not self._stops(at + 1)
            ):
                at += 1  # an organisation's name between marks: 'المحلل في شركة «…» فلان'
                continue
            if self._stops(at) or not self._is_of_role(at, start, is_org=is_org, has_object=has_object):
                break
            at += 1
        return at

    def _is_tied(self, at: int, start: int) -> bool:
        """Whether a preposition and what it governs belong to the role: 'المتحدث باسم', 'مسؤول في الوزارة'."""
        following = self.view.word(at + 1)
        if not following or self._stops(at + 1):
            return False
        if self.view.word(at) == "باسم":
            return True
        if self.view.word(at) == "لدي" and not self._stops(at + 2):
            return True  # the employer, which no table has
        if nouns.is_organisation(self.view.word(start)) and not nouns.is_role(self.view.word(start)):
            return False
        is_place = is_place_ar(following) and at + 2 < len(self.view.tokens)
        is_place = is_place and (not self._stops(at + 2) or self.view.word(at + 2) in {"،", ","})
        is_body = nouns.is_organisation(following) and nouns.bare(following) not in roles.DOCUMENTS_AR
        return following in roles.INSTITUTIONS_AR or is_body or is_place

    def _is_of_role(self, at: int, start: int, *, is_org: bool, has_object: bool) -> bool:
        word, before = self.view.word(at), self.view.word(at - 1)
        if before.endswith("ا") and word.endswith("ا"):
            word = word.removesuffix("ا")  # 'مسؤولا كبيرا'
        if has_object and word.startswith("ال") and before.startswith("ال") and nouns.is_organisation(word):
            return False  # 'the opposition accused the government'
        if word in nouns.ROLE_WORDS or is_nationality(word) or word in roles.INSTITUTIONS_AR:
            return True
        if before in nouns.OF or (before, word) in nouns.RELIEF:
            return True
        if (nouns.is_given(word) or word in self.surnames) and not (is_org and before == self.view.word(start)):
            return False
        has_article = word.startswith("ال")
        if is_org and at == start + 1 and has_article and before.startswith("ال") and before.endswith("ه"):
            return word.endswith("ه")  # the noun's adjective, or what its verb is done to
        if word.startswith(("وال", "لل")):
            return True
        if nouns.is_role(word) and has_article and before.startswith("ال"):
            after = self.view.word(at + 1)
            return not is_org and not self._stops(at + 1) and (after in nouns.ROLE_WORDS or not after.startswith("ال"))
        if nouns.is_role(word) or nouns.is_organisation(word) or (is_place_ar(word) and not word.startswith("ال")):
            return not (has_object and has_article and before.startswith("ال"))
        if before.startswith(("ال", "لل")) or is_nationality(before):
            return has_article and not has_object and self._is_adjective(at, is_org=is_org)
        # 'طبيبه' is his doctor, and with a noun after it a woman who is a doctor of something
        if before in nouns.OWNED_FORMS and not (has_article and before.endswith("ه")):
            return False
        return self._is_owner(at, is_org=is_org, has_object=has_object)

    def _is_owner(self, at: int, *, is_org: bool, has_object: bool) -> bool:
        """Whether a word is the owner in a construct: 'director of the institute'."""
        before, has_article = self.view.word(at - 1), self.view.word(at).startswith("ال")
        if has_article and not has_object and self._is_before_person(at + 1):
            return True
        is_construct = not before.startswith("ال") and (
            before in nouns.NOT_AN_END or nouns.is_role(before) or nouns.is_organisation(before)
        )
        return is_construct or (is_org and has_article)

    def _is_before_person(self, at: int) -> bool:
        """Whether a title or a given name follows, so that the noun before it is still of the title before."""
        word = self.view.word(at)
        if at >= len(self.view.tokens) or self._stops(at):
            return False
        return (nouns.is_role(word) and word.startswith("ال")) or (nouns.is_given(word) and not word.startswith("ال"))

    def _is_adjective(self, at: int, *, is_org: bool) -> bool:
        word = self.view.word(at)
        if is_org or word.endswith("ه"):
            return True
        if word.endswith("ي"):
            return is_nationality(word)
        return not self._stops(at + 1)

    def _name(self, start: int, *, has_object: bool) -> int:
        at = start
        while at < len(self.view.tokens) and at - start < nouns.LONGEST_NAME and not self._stops(at):
            word = self.view.word(at)
            if at > start and not self._goes_on(at, has_object=has_object):
                break
            if (
                at == start
                and word[:1] == "ب"
                and (word.endswith(("ه", "ات")) or word[1:] in nouns.JOINED_NAMES or is_place_ar(word[1:]))
            ):
                break
            is_joined = word.startswith("بال") and word not in self.surnames and not nouns.is_given(word)
            is_owned = start > 0 and (is_joined or nouns.is_owned(word))
            if at == start and (is_owned or word.startswith("لل") or self._is_object(word, has_object=has_object)):
                break
            if at == start and word.startswith("ال") and self.view.word(at - 1) in nouns.OWNED_FORMS:
                break  # 'when my sister read the manuscript'
            if at == start and word[:1] == "و" and (nouns.is_role(word) or word.startswith("وال")):
                break
            at += 1
            if self.view.word(at) == "-" and at + 1 < len(self.view.tokens) and not self._stops(at + 1):
                at += 1
        return at

    def _is_object(self, word: str, *, has_object: bool) -> bool:
        """Whether a word after a title is what the verb is done to, and no surname."""
        joined = word[1:] if word[:1] == "ب" else word  # 'promised compensation'
        if (
            nouns.VERBAL_NOUN.fullmatch(nouns.bare(word)) or nouns.VERBAL_NOUN.fullmatch(joined)
        ) and not nouns.is_given(word):
            return True
        if not has_object or (is_place_ar(word) and word not in nouns.PARTS_OF_PLACES):
            return False
        return (
            word.startswith("ال") and not word.endswith("ي") and word not in self.surnames and not nouns.is_given(word)
        )

    def _goes_on(self, at: int, *, has_object: bool) -> bool:
        """Whether a word goes on with a name that began before it."""
        word, before = self.view.word(at), self.view.word(at - 1)
        if before in nouns.JOINED_NAMES or word in self.surnames or word in nouns.JOINED_NAMES:
            return True
        if self._begins_anew(word):
            return False
        if nouns.is_given(word):
            return True
        if nouns.VERBAL_NOUN.fullmatch(word):
            return False
        has_article = word.startswith("ال")
        if has_article and word.endswith("ه") and (before.startswith("ال") or not self._stops(at + 1)):
            return False
        if (
            before.startswith("ال")
            and not nouns.is_given(before)
            and not has_article
            and self.view.word(at - 2) not in nouns.JOINED_NAMES
        ):
            return False  # a surname with its article ends a name
        if not has_object:
            is_inside = (
                has_article and not word.endswith("ي") and not nouns.is_given(before) and not self._stops(at + 1)
            )
            return (not nouns.is_role(word) or has_article) and not is_inside
        if has_article:
            return nouns.is_given(before) or (
                word.endswith("ي") and not self._stops(at + 1) and not is_nationality(word)
            )
        return not nouns.is_organisation(word) and not nouns.is_role(word)

    def _begins_anew(self, word: str) -> bool:
        """Whether a joined particle sets a word off from the name before: 'with', 'in', 'and the'."""
        rest = word[1:]
        if word.startswith(("لل", "بال", "ول")) or (word.startswith("وال") and not nouns.is_given(word)):
            return True
        if word[0] == "ب" and rest and (word.endswith("ه") or rest in nouns.JOINED_NAMES or is_place_ar(rest)):
            return True
        return (
            word[0] == "و"
            and not nouns.is_given(word)
            and (nouns.is_role(word) or nouns.is_given(rest) or nouns.is_organisation(word))
        )

    def _name_only(self, start: int, *, has_object: bool) -> Mention | None:
        if (self.view.word(start), self.view.word(start + 1)) in nouns.SEATS and (text := self._text(start, start + 2)):
            return Mention("name", start, start + 2, text, name=text, gender="o", is_org=True)
        end = self._name(start, has_object=has_object)
        if end == start:
            return None
        text = self._text(start, end)
        word = self.view.word(start)
        is_place = is_place_ar(word) and word not in nouns.PARTS_OF_PLACES
        is_name = (
            not word.startswith("ال") or word in self.surnames or end - start > 1 or word.endswith("ي") or is_place
        )
        sex = gender(word, arabic=True)
        if not is_name:
            if word not in nouns.HUMAN and not (word.endswith(("ون", "ين")) and len(word) > 5):  # noqa: PLR2004 - a plural's letters
                return None
            sex = "p" if word.endswith(("ون", "ين", "ان")) else nouns.noun_gender(word)
            return Mention("title", start, end, text, role=text, head=nouns.bare(word), gender=sex)
        is_org = is_place_ar(word) and all(nouns.is_of_place(self.view.word(at)) for at in range(start + 1, end))
        return Mention("name", start, end, text, name=text, gender="o" if is_org else sex, is_org=is_org)

    def _made(self, start: int, role_end: int, name_end: int, *, is_org: bool) -> Mention:
        word = self.view.word(start)
        head = next(
            (part for part in sorted(nouns.parts_of(word), key=len) if part in roles.ROLES_AR | roles.ORGS_AR),
            nouns.bare(word),
        )
        role, text = self._text(start, role_end), self._text(start, name_end)
        if word.startswith("لل"):
            role, text = "ال" + role[2:], "ال" + text[2:]
        article = word.startswith(("ال", "وال", "لل"))
        if name_end > role_end:
            name = self._text(role_end, name_end)
            named_sex = gender(self.view.word(role_end), arabic=True)
            if nouns.bare(word) in nouns.HER_RELATIONS and named_sex == "m":  # 'the wife of Colonel So-and-so'
                return Mention("title", start, name_end, text, None, text, head, "f", is_definite=True)
            sex = nouns.role_gender(word, self.view.word(start + 1), head) or named_sex
            return Mention("name", start, name_end, text, name, role, head, sex)
        if is_org:
            named = role_end - start > 1 or not article
            return Mention(
                "name" if named else "title", start, role_end, text, role if named else None, None if named else role,
                head, "f" if nouns.noun_gender(head) == "f" else "o", is_org=True,
            )  # fmt: skip
        plural = head in roles.PLURAL_ROLES_AR
        sex = "p" if plural else nouns.role_gender(word, self.view.word(start + 1), head)
        return Mention(
            "title", start, role_end, text, None, role, head, sex, is_definite=article or role_end - start > 1
        )

    def _text(self, start: int, end: int) -> str:
        return self.source.original(self.view.tokens[start].start, self.view.tokens[end - 1].end)
