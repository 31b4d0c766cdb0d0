"""nbconvert beyond what it documents: the parser and renderer behind its Markdown filter.

Formgrader shows Markdown with them. What they would run or load can be found only by overriding
the renderer's methods: inline_html, block_html, block_code, link, image and heading.
"""

from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

__all__ = ["IPythonRenderer", "MarkdownWithMath"]
