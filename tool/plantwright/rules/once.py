"""Answers a question about the whole site once, however many rules ask it."""

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from plantwright.site.model import Site

Answer = TypeVar("Answer")


def once(question: Callable[[Site], Answer]) -> Callable[[Site], Answer]:
    """Return a question whose answer is kept in the site, which is frozen and so has no other one later."""

    @wraps(question)
    def answered(site: Site) -> Answer:
        if question not in site.answers:
            site.answers[question] = question(site)
        answer: Answer = site.answers[question]
        return answer

    return answered
