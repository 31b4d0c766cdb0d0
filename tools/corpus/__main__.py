"""Prints how many wrong answers of the corpus are told their mistake: python -m tools.corpus."""

import sys

from tools.corpus import variants
from tools.corpus.run import judge
from tools.course import ASSIGNMENTS, solutions


def main(assignments: list[str]) -> int:
    """A line for each function and one for all; then what is unnamed, word for word."""
    rest, all_named, all_wrong = [], 0, 0
    for assignment in assignments:
        masters = solutions(assignment)
        for name, own in variants(assignment).items():
            if name.startswith("answer_"):
                continue  # a question's letter is its own diagnosis
            outcomes = [(v, judge(assignment, name, v.source(masters[name]))) for v in own]
            wrong = [(v, outcome) for v, outcome in outcomes if v.says is not None]
            named = sum(bool(outcome.ids) for _, outcome in wrong)
            right = sum(outcome.earned == outcome.points for v, outcome in outcomes if not v.says)
            print(
                f"{name:32} right answers with full marks: {right:2} of {len(own) - len(wrong):2}; "
                f"wrong ones named: {named:2} of {len(wrong):2}"
            )
            rest += [(name, v, outcome) for v, outcome in wrong if not outcome.ids]
            rest += [
                (name, v, outcome)
                for v, outcome in outcomes
                if v.says is None and outcome.earned < outcome.points
            ]
            all_named, all_wrong = all_named + named, all_wrong + len(wrong)
    print(f"\n{all_named} of {all_wrong} wrong answers named ({all_named / all_wrong:.1%})")
    print("\nThe others:")
    for name, variant, outcome in rest:
        print(
            f"\n{name} / {variant.name} ({outcome.earned:g} of {outcome.points:g})\n{outcome.text}"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or ASSIGNMENTS))
