"""Numbers of things in a sentence."""


def amount(number: float, noun: str) -> str:
    """1 second, 10 seconds, 2.5 seconds, 1 process, 32 processes."""
    several = f"{noun}es" if noun.endswith("s") else f"{noun}s"
    return f"{number:,g} {noun if number == 1 else several}"
