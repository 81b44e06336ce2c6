"""What differs from the revision before: which lines of a document carry a change bar."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Since:
    """`before` is the revision that the plant is compared with and `commit` where git has it, else `why` says why not.

    `tags` are objects that are new or differ in more than settings, `settings` those of devices by tag and name,
    `records` new and changed records, `documents` titles of documents, empty for any, and what they are about.
    """

    before: str = ""
    commit: str = ""
    why: str = ""
    tags: tuple[str, ...] = ()
    settings: tuple[tuple[str, str], ...] = ()
    records: tuple[str, ...] = ()
    documents: tuple[tuple[str, str], ...] = ()

    def line(self, name: str) -> bool:
        """Return whether a line about an object or a record, by tag or name, carries a bar."""
        return name in self.tags or name in self.records

    def setting(self, tag: str, name: str) -> bool:
        """Return whether the value of a device's setting differs, or the device is new."""
        return (tag, name) in self.settings

    def document(self, title: str, about: str) -> bool:
        """Return whether a document shows what changed; `about` is the tag of its object, empty for the plant."""
        return (title, about) in self.documents or bool(about and ("", about) in self.documents)


NOTHING = Since()
