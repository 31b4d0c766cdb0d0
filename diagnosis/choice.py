"""Judges the chosen option of a question, and says why the right one is right."""

from collections.abc import Mapping

from diagnosis.verdict import declare

CHOSEN = {
    letter: declare(f"choice.{letter}", f"option ({letter}) was chosen.") for letter in "abcd"
}


def judge_choice(letter: str, right: str, why: str, misconceptions: Mapping[str, str]) -> None:
    """Print `why` the option is right, or raise AssertionError with its misconception and its id.

    What the test of a question prints stands on the student's page.
    """
    if letter == right:
        print(why)
        return
    error = AssertionError(misconceptions[letter])
    error.mistake_id = CHOSEN[letter]  # type: ignore[attr-defined]
    raise error
