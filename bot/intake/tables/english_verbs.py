"""English verbs and phrases of saying, with their inflections."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["say", "describe", "weak"]

# Verbs that name an act of speech wherever they stand.
_SAY = """
accuse acknowledge add admit admonish advise advocate affirm agree allege announce apologise apologize applaud argue
assert assess assure attest aver avow bellow bemoan berate blast boast brag cable caution chant chide claim clarify
comment complain concede conclude concur condemn confess confirm congratulate contend counsel counter criticise
criticize crow cry declare decree decry demand denounce deny deplore describe disclose dispute divulge elaborate
emphasise emphasize enquire enthuse exclaim exhort explain exult forecast fume gloat groan grumble gush hint hypothesise
hypothesize implore imply inform inquire insinuate insist instruct interject joke lambast lambaste lament lecture marvel
mention moan mock mumble murmur mutter muse narrate note notify object observe opine plead pledge posit postulate
predict proclaim pronounce prophesy propose protest quip reaffirm reason reassert reassure rebuke rebut recall recommend
recount refute regret reiterate rejoice relate remark remind reminisce reply report reprimand request respond
retort reveal ridicule say scoff scold scream shout sigh slam sneer speculate state stipulate stress suggest
surmise swear taunt tell testify thank theorise theorize threaten thunder tweet underline underscore urge venture
volunteer
vow wail warn whisper wonder write yell posted promise voice
""".split()
# Verbs that say how somebody puts a thing: the words that follow are quoted, be they two.
_DESCRIBE = """
call describe dismiss label brand characterise characterize depict portray term deem hail denounce slam condemn praise
criticise criticize blast deride decry mock laud denigrate lambast lambaste dub style reject tout compare liken
""".split()
# Verbs that mean more than speech: only where they stand beside a quotation.
_WEAK = """
accept address alert answer anticipate appeal applaud approve ask attack avoid back bark beg begin believe beseech blame
blog boom bray brief bristle burst caption carry caw chime chuckle cite close coax commend communicate command
compliment
consider console continue convey cough counter cross-examine crack cut decide defend depose detail dictate direct
disagree discuss doubt drawl echo edit encourage end endorse envisage estimate evoke expand expect explode express
fear feel figure find finish fire flash foresee frame gasp giggle go greet growl grunt guarantee guess hear hiss hold
hope indicate infer interpret interrupt intervene intimate intone issue jest jibe judge justify keep laugh lay learn
lie live-tweet list log maintain mean message monologue nod offer open order outline paraphrase pen persist petition
phrase pipe point pose post praise pray preach prescribe press presume print proceed prompt publish put query
question quote radio ramble rant rap rasp rate rave read realise realize reckon recite reflect register rejoin release
remember repeat resolve resume return rhapsodise riff rule rumble sang scribble sermonise set share shoot show
shrug sign signal sing smile snap snarl snipe snort sob speak spell spit splutter sputter squeal stammer start
stipulate storm stutter submit sum summarise summarize suppose sympathise sympathize talk tease text think toast top
translate vent rail hit lash weigh push tout slate snort hector nag coo grin frown beam blurt mouth whoop yelp intimate
profess purr remonstrate disparage extol exude reprove rhapsodize enthuse vouch wager implore interrogate grill dismiss heap pour
trill trumpet type understand update uphold utter verify wax weep welcome wheeze whimper whine
wink wire wish yawn
""".split()

_PAST = {
    "begin": "began begun", "beseech": "besought", "burst": "burst", "cut": "cut", "feel": "felt", "find": "found",
    "foresee": "foresaw foreseen", "go": "went gone", "hear": "heard", "hold": "held", "keep": "kept", "lay": "laid",
    "learn": "learned learnt", "lie": "lied", "mean": "meant", "put": "put", "read": "read", "say": "said",
    "set": "set", "shoot": "shot", "show": "showed shown", "sing": "sang sung", "speak": "spoke spoken",
    "spell": "spelled spelt", "spit": "spat", "swear": "swore sworn", "tell": "told", "think": "thought",
    "understand": "understood", "uphold": "upheld", "weep": "wept", "write": "wrote written",
    "forecast": "forecast forecasted", "plead": "pleaded pled", "wax": "waxed", "cross-examine": "cross-examined",
    "tweet": "tweeted", "hit": "hit",
}  # fmt: skip
_DOUBLED = frozenset(
    "admit submit chat brag nod hum plan rebut crow tip quip jibe sob rap snap log shrug top chip sum cut put set spit"
    " begin interrupt deter refer".split()
) - {"jibe", "crow", "interrupt"}


@dataclass(frozen=True, slots=True)
class Verb:
    """A form of a verb of saying: `form` is past, present, ing or base."""

    lemma: str
    kinds: frozenset[Kind]
    form: str


def _regular(base: str) -> str:
    if base.endswith("e"):
        return base + "d"
    if base.endswith("y") and base[-2] not in "aeiou":
        return base[:-1] + "ied"
    if base in _DOUBLED:
        return base + base[-1] + "ed"
    return base + "ed"


def _present(base: str) -> str:
    if base.endswith("y") and base[-2] not in "aeiou":
        return base[:-1] + "ies"
    return base + ("es" if base.endswith(("s", "sh", "ch", "x", "z", "o")) else "s")


def _ing(base: str) -> str:
    if base == "lie":
        return "lying"
    if base.endswith("e") and not base.endswith(("ee", "oe")):
        return base[:-1] + "ing"
    if base in _DOUBLED:
        return base + base[-1] + "ing"
    return base + "ing"


def _inflect() -> dict[str, Verb]:
    kinds: dict[str, set[Kind]] = {}
    for listed, kind in ((_WEAK, "weak"), (_SAY, "say"), (_DESCRIBE, "describe")):
        for base in listed:
            kinds.setdefault(base, set()).add(kind)  # type: ignore[arg-type] # the three kinds above
    forms: dict[str, Verb] = {}
    for base, named in kinds.items():
        own = frozenset(named - {"weak"}) or frozenset(named)
        forms.setdefault(base, Verb(base, own, "base"))
        forms.setdefault(_present(base), Verb(base, own, "present"))
        forms.setdefault(_ing(base), Verb(base, own, "ing"))
        for past in _PAST.get(base, _regular(base)).split():
            forms[past] = Verb(base, own, "past")
    return forms


INFLECTED = _inflect()
"""Every form of every verb, in lower case."""

BY_PHRASES = (
    "according to|in the words of|as told by|as reported by|as quoted by|as cited by|per|in the view of"
    "|in the opinion of|as stated by|as described by|as seen by|to quote|in comments by|in remarks by|in the account of"
    "|as relayed by|as recalled by|in a phrase of|quoting|citing|attributed to|signed by|on behalf of"
)
"""What stands before a speaker."""

SAYING_NOUNS = frozenset(
    """verdict reply answer response message warning assessment explanation advice conclusion retort plea view reaction motto
    prediction argument complaint appeal promise pledge boast claim accusation rejoinder riposte remark comment quip refrain mantra
    statement request demand counsel theory testimony""".split()
)
"""'X's answer: “…”': what somebody says, as a noun."""

ADVERBS = frozenset(
    """also later then further furthermore repeatedly never not once again already even still only just now earlier
    yesterday today reportedly publicly privately simply always often previously recently subsequently separately
    initially finally ultimately soon have has had having did does do would will could should may might must can 'd 'll
    was were is are been being be to immediately only reluctantly long since n't didn't hasn't both all each
    himself herself themselves itself ever jokingly too instead""".split()
)
"""What may stand between a subject and its verb; words in -ly besides."""

MEDIA = frozenset(
    """reuters afp ap upi bbc cnn dpa efe tass ria interfax xinhua anadolu aa sana wam spa bna kuna ina petra wafa mena
    irna isna fars tasnim mehr nhk kyodo yonhap bloomberg cnbc cbs nbc abc npr pbs fox axios politico euronews skynews
    sky itv kan bild spiegel guardian times telegraph independent jazeera aljazeera arabiya alarabiya mayadeen manar
    hadath
    newsweek aps tap kcna ansa pti ians ukrinform unian suspilne dw rfi rfe haaretz ynet mtv lbci roya forbes
    economist monde figaro repubblica anatolia rudaw kurdistan24 zeit fox-news""".split()
)
"""Who carries what others say."""

MEDIA_NOUNS = frozenset(
    """newspaper agency television tv radio channel broadcaster magazine daily outlet website podcast network journal
    news press weekly newswire station herald post tribune gazette""".split()
)
