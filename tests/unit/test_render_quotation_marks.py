"""Quotation marks as the house sets them."""

import pytest

from bot.model.language import Language
from bot.render.quotation_marks import nest, quote


@pytest.mark.parametrize(
    ("words", "language", "expected"),
    [
        ("وثيقة ثورية", Language.AR, "«وثيقة ثورية»"),
        ("a revolutionary document", Language.EN, "“a revolutionary document”"),
        ("“وثيقة ثورية”", Language.AR, "«وثيقة ثورية»"),
        ('"a document"', Language.EN, "“a document”"),
        ("قال “نعم” ثم مضى", Language.AR, "«قال ‹نعم› ثم مضى»"),
        ("قال «نعم» ثم «لا»", Language.AR, "«قال ‹نعم› ثم ‹لا›»"),
        ("He said «yes», she said 'no'", Language.EN, "“He said ‘yes’, she said 'no'”"),
        ("“One” and “two”", Language.EN, "“‘One’ and ‘two’”"),
        ("قال: «سمعت “نعم” منه»", Language.AR, "«قال: ‹سمعت «نعم» منه›»"),
        ("I don’t say “it’s ‘fine’ here”", Language.EN, "“I don’t say ‘it’s “fine” here’”"),
        ("the workers’ rights", Language.EN, "“the workers’ rights”"),
        ('a 5" pipe', Language.EN, '“a 5" pipe”'),
        ("ends with a quote”", Language.EN, "“ends with a quote””"),
        ("„Ja“ and nothing", Language.EN, "“‘Ja’ and nothing”"),
    ],
)
def test_words_are_quoted_in_their_languages_marks(words: str, language: Language, expected: str) -> None:
    """The marks around the words are the language's, those within are one level deeper, what does not pair stays."""
    assert quote(words, language) == expected


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("أورد “يونهاب” الخبر", Language.AR, "أورد «يونهاب» الخبر"),
        ('The "Yonhap" agency', Language.EN, "The “Yonhap” agency"),
        ("It’s the agency’s", Language.EN, "It’s the agency’s"),
        ("", Language.AR, ""),
    ],
)
def test_marks_in_running_text_are_the_languages(text: str, language: Language, expected: str) -> None:
    """In text that is no quotation itself the outermost marks are those of the first level."""
    assert nest(text, language) == expected
