"""How rules on records tell what is in order: once an object, however many records it has."""

from collections.abc import Iterable, Iterator

from plantwright.findings.verdict import Outcome, Verdict


def one_pass_an_object(found: Iterable[Verdict]) -> Iterator[Verdict]:
    """Yield what did not pass as it is, then one pass for each object that has any: the last one, with their number."""
    passes: dict[str, list[Verdict]] = {}
    for each in found:
        if each.outcome is Outcome.PASS:
            passes.setdefault(each.object, []).append(each)
        else:
            yield each
    for group in passes.values():
        last = group[-1]
        yield last if len(group) == 1 else last._replace(words=f"{len(group)} in order, the last: {last.message}")
