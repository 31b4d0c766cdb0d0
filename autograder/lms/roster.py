"""Who is in the class: read from a table of a learning platform, or from the gradebook."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from autograder.lms.names import Sent, letters
from autograder.lms.table import Table, TableError

IDS = ("student_id", "id", "username", "SIS Login ID", "SIS User ID", "ID number", "Email address")
NUMBERS = ("lms_user_id", "canvas_id", "moodle_id", "Identifier")
FIRST, LAST = ("first_name", "First name"), ("last_name", "Last name", "Surname")
FULL = ("Full name", "name", "Student")
EMAIL = ("email", "Email address")


@dataclass(frozen=True)
class Person:
    """A student, as a roster knows them."""

    id: str
    number: str = ""  # by which a learning platform knows them
    first: str = ""
    last: str = ""
    full: str = ""
    email: str = ""

    @property
    def names(self) -> set[str]:
        """The ways in which platforms write the name, letters only."""
        last, _, first = self.full.partition(",")
        ways = [self.first + self.last, self.last + self.first, self.full, first + last]
        return {letters(way) for way in ways} - {""}


class NobodyError(ValueError):
    """No student, or more than one, is meant; the message says why."""


class Roster:
    """A class, in which a student is found by id, by a platform's number, or by name.

    If it is not `complete`, a file that is named by an id may be somebody's who is not in it.
    """

    def __init__(self, people: Iterable[Person], complete: bool = True) -> None:
        self.complete = complete
        self.people = {person.id: person for person in people}
        self.numbers: dict[str, set[str]] = defaultdict(set)
        self.names: dict[str, set[str]] = defaultdict(set)
        for person in self.people.values():
            if person.number:
                self.numbers[person.number].add(person.id)
            for name in person.names:
                self.names[name].add(person.id)

    def find(self, sent: Sent) -> str:
        """The id of the student whose file this is; raises NobodyError."""
        if sent.is_id and sent.person in self.people:
            return sent.person
        ways = [(self.numbers, sent.number), (self.names, letters(sent.person))]
        for known, key in ways:
            found = known.get(key, set()) if key else set()
            if len(found) == 1:
                return next(iter(found))
            if found:
                raise NobodyError(
                    f"{sent.person!r} can be {' or '.join(sorted(found))}. Give a roster with the "
                    "platform's number of each (column lms_user_id)"
                )
        if sent.is_id and not self.complete:
            return sent.person
        who = f"{sent.person!r}" + (f" (number {sent.number})" if sent.number else "")
        if not self.people:
            raise NobodyError(
                f"{who} cannot be found: no class is known yet. Enter it, from Canvas's exported "
                "gradebook, say: python -m autograder roster FILE.csv"
            )
        raise NobodyError(
            f"{who} is not in the roster. Add them to it, or name another roster with --roster"
        )


def read_roster(table: Table) -> list[Person]:
    """The students of a table: nbgrader's columns, Canvas's or Moodle's; raises TableError."""
    canvas = table.column("Student") is not None and table.column("ID") is not None
    ids = ("SIS Login ID", "SIS User ID", "ID") if canvas else IDS
    id = table.column(*ids)
    if id is None:
        raise TableError(
            f"{table.path} has no column with ids. Expected one of {', '.join(IDS)}; "
            f"found {', '.join(table.columns)[:200] or 'none'}."
        )
    numbers = ("ID",) if canvas else NUMBERS
    places = [table.column(*names) for names in (numbers, FIRST, LAST, FULL, EMAIL)]
    people = []
    for row in table.rows():
        number, first, last, full, email = ("" if i is None else row[i] for i in places)
        if row[id] and not (canvas and not number.isdigit()):  # Canvas: "Points Possible"
            number = number.removeprefix("Participant ")
            people.append(Person(row[id], number, first, last, full, email))
    return people
