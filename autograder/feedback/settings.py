"""What a course says on its feedback pages."""

from traitlets import Unicode
from traitlets.config import Configurable


class FeedbackPage(Configurable):
    """Settings of the feedback page; `c.Feedback` would be an old name of nbgrader's own."""

    contact = Unicode(
        "", help="whom a student asks about a page, in Markdown: a name, an address, an hour"
    ).tag(config=True)
