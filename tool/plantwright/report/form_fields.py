"""The fields of a form in a PDF: named so that each part of a path is a field, as the format wants it."""

from typing import Any

_TINY_PT = 5
_HIDDEN = 2  # flag of an annotation
_READ_ONLY = 1  # flag of a field


def named_fields(_: Any, pdf: Any) -> None:
    """Give each part of a field's name a field of its own: no single name may hold a point (ISO 32000-1, 12.7.3.2).

    A field too small to type into is for programs: it is hidden and cannot be changed.
    """
    form = pdf.catalog.get("AcroForm")
    if form is None:
        return
    wanted = set(form["Fields"])
    fields = {each.reference: each for each in pdf.objects if each.reference in wanted}
    tops = type(form["Fields"])()
    above: dict[str, Any] = {}
    for reference in form["Fields"]:
        field = fields[reference]
        if abs(field["Rect"][2] - field["Rect"][0]) < _TINY_PT:
            field.update({"F": _HIDDEN, "Ff": _READ_ONLY})
        _put_below(pdf, above, tops, field)
    form["Fields"] = tops


def _put_below(pdf: Any, above: dict[str, Any], tops: Any, field: Any) -> None:
    *names, last = str(field["T"].string).split(".")
    siblings, parent = tops, None
    for depth, name in enumerate(names, start=1):
        key = ".".join(names[:depth])
        if key not in above:
            above[key] = _new_field(pdf, siblings, parent, type(field["T"])(name))
        parent = above[key]
        siblings = parent["Kids"]
    field["T"] = type(field["T"])(last)
    _joined(field, siblings, parent)


def _new_field(pdf: Any, siblings: Any, parent: Any, name: Any) -> Any:
    made = type(pdf.catalog)({"T": name, "Kids": type(siblings)()})
    pdf.add_object(made)
    return _joined(made, siblings, parent)


def _joined(field: Any, siblings: Any, parent: Any) -> Any:
    if parent is not None:
        field["Parent"] = parent.reference
    siblings.append(field.reference)
    return field
