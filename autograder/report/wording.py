"""One sentence for many messages about the same mistake, in which no student's name stands."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from difflib import SequenceMatcher

GAP = "…"
NUMBER = re.compile(
    r"(?<![\w.])[-+]?(?:\d(?:[\d,]*\d)?(?:\.\d+)?|\.\d+)(?:[eE][-+]?\d+)?(?!\w)|\b(?:nan|inf)\b"
)
QUOTED = re.compile(r"(?<!\w)'[^'\n]{0,300}'(?!\w)|\"[^\"\n]{0,300}\"|`[^`\n]{0,300}`")
BRACKETS = re.compile(  # that hold nothing but values: [1, 2], (3, 4), array([...], dtype=float32)
    r"(?:\b(?:array|matrix|np\.\w+))?[\[({][\s,:;.]*(?:…[\s,:;.]*|dtype=\w+[\s,]*)+[\])}]"
)
GAPS = re.compile(r"…(?:[\s,]*…)+")
WORD = re.compile(r"[^\W_]+")
PIECE = re.compile(r"\w+|\s+|[^\w\s]")
MOST_DIFFERENT = 30  # messages that are compared word by word; more share their skeleton


class NamesOf:
    """The words that name a student, as far as the course's own text does not use them."""

    def __init__(self, names: Iterable[str], course_text: str) -> None:
        self.words = {
            word for name in names for word in words_of(name) if not is_too_short(word)
        } - words_of(course_text)

    def are_in(self, text: str) -> bool:
        """Does any of them stand in the text?"""
        return not self.words.isdisjoint(words_of(text))

    def taken_out(self, text: str) -> str:
        """The text with a gap for each of them."""
        return WORD.sub(lambda word: GAP if self.are_in(word[0]) else word[0], text)


def words_of(text: str) -> set[str]:
    """The words of a text, in small letters, also without their accents."""
    small = text.casefold()
    bare = "".join(c for c in unicodedata.normalize("NFKD", small) if not unicodedata.combining(c))
    return {*WORD.findall(small), *WORD.findall(bare)}


def is_too_short(word: str) -> bool:
    """Would this word, taken for a name, be found everywhere?"""
    return len(word) < 2 or (word.isdigit() and len(word) < 4)


def skeleton(message: str) -> str:
    """The message without its values: numbers, arrays, quoted text."""
    text = NUMBER.sub(GAP, QUOTED.sub(GAP, message))
    while (shorter := GAPS.sub(GAP, BRACKETS.sub(GAP, text))) != text:
        text = shorter
    return text


def sentence(messages: Iterable[str], k: int = 1) -> str:
    """What most of these messages say, with gaps where they differ; "" where fewer than k agree."""
    by_skeleton: dict[str, Counter[str]] = {}
    for message in messages:
        by_skeleton.setdefault(skeleton(message), Counter())[message] += 1
    if not by_skeleton:
        return ""
    bones, said = max(by_skeleton.items(), key=lambda item: item[1].total())
    if said.total() < k:
        return ""
    if len(said) > MOST_DIFFERENT:
        return bones
    (base, _), *others = said.most_common()
    return common(base, [message for message, _ in others])


def common(base: str, others: Iterable[str]) -> str:
    """`base` with a gap for each run of words that not all others have."""
    pieces = PIECE.findall(base)
    kept = [True] * len(pieces)
    for other in others:
        matcher = SequenceMatcher(None, pieces, PIECE.findall(other), autojunk=False)
        matched = [False] * len(pieces)
        for start, _, size in matcher.get_matching_blocks():
            matched[start : start + size] = [True] * size
        kept = [one and two for one, two in zip(kept, matched, strict=True)]
    text = "".join(piece if keep else GAP for piece, keep in zip(pieces, kept, strict=True))
    return re.sub(r"…(?:[\s,.\[\]()-]*…)+", GAP, text)
