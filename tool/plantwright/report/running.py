"""Names of sections in the head of the sheets, where two languages have to stay apart.

A string of a style sheet has no language and joins what it is made of by a space; an element that runs keeps both.
"""

import re

_HEADING = re.compile(r"<h2\b[^>]*>(.*?)</h2>", re.DOTALL)
_BAR = re.compile(r'<span class="bar">.*?</span>', re.DOTALL)


def running(content: str) -> str:
    """Return HTML with the words of each heading of a section once more before it, for the head of its sheets."""
    return _HEADING.sub(_twice, content)


def _twice(found: re.Match[str]) -> str:
    return f'<div class="section-name">{_BAR.sub("", found[1])}</div>{found[0]}'
