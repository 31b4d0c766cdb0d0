"""Writes the class report as one page of HTML that runs nothing and loads nothing."""

from datetime import datetime

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from autograder.feedback.inline import inline
from autograder.feedback.page import breakable, in_words
from autograder.feedback.words import number
from autograder.report.report import Exercise, Found, Report
from autograder.report.statistics import FORMULA, INDEX, SOURCE

TOP = 5  # mistakes that the page shows first
SHOWN = 8  # mistakes of an exercise that are not folded away


def percent(share: float) -> str:
    """A share in whole percent, as people say it."""
    whole = round(100 * share)
    if share > 0 and whole == 0:
        return "less than 1 %"
    return "more than 99 %" if share < 1 and whole == 100 else f"{whole} %"


def sorting(index: float | None) -> str:
    """What a discrimination index means, in words; the bounds are R. L. Ebel's (1972)."""
    if index is None:
        return "no discrimination index"
    if index < 0:
        what = "those who do well elsewhere fail here: look at this test"
    elif index < 0.2:
        what = "it hardly tells strong work from weak"
    elif index < 0.4:
        what = "it tells strong work from weak"
    else:
        what = "it tells strong work from weak very well"
    return f"discrimination {index:.2f}: {what}".replace("-", "\N{MINUS SIGN}")


def coloured(code: str) -> Markup:
    """Code as HTML; Pygments escapes what it does not itself write."""
    return Markup(highlight(code, PythonLexer(), HtmlFormatter(nowrap=True)))


def points(value: float) -> str:
    """An amount of points."""
    return f"{number(value)} {'point' if value == 1 else 'points'}"


def about(says: str, answer: str) -> str:
    """A sentence that stands below the heading of its exercise, and need not name it."""
    says = says.removeprefix(f"{answer}: ")
    return says[:1].upper() + says[1:] if says[:2].islower() else says


PAGES = Environment(
    loader=ChoiceLoader([PackageLoader("autograder.report"), PackageLoader("autograder.feedback")]),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
PAGES.filters |= {
    "about": about,
    "breakable": breakable,
    "coloured": coloured,
    "in_words": in_words,
    "inline": inline,
    "number": number,
    "percent": percent,
    "points": points,
    "sorting": sorting,
}


def page_of(report: Report, course: str, made: datetime) -> str:
    """The page."""
    return PAGES.get_template("report.html.j2").render(
        report=report,
        course=course,
        made=made,
        histogram=histogram(report),
        shown=SHOWN,
        most_frequent=most_frequent(report),
        index={"name": INDEX, "formula": FORMULA, "source": SOURCE},
    )


def histogram(report: Report) -> str:
    """The histogram in words."""
    return "; ".join(
        f"{10 * i} to {10 * i + 10} %: {'not shown' if count is None else count}"
        for i, count in enumerate(report.tenths)
        if count != 0
    )


def most_frequent(report: Report) -> list[tuple[int, Exercise, Found]]:
    """The most frequent mistakes that have a name, with the number of their exercise."""
    named = [
        (n, one, found)
        for n, one in enumerate(report.exercises, 1)
        for found in one.mistakes
        if found.id
    ]
    return sorted(named, key=lambda item: -item[2].count)[:TOP]
