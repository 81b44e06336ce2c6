"""Numbers of things as people say them."""


def counted(number: int, thing: str) -> str:
    """Return a number with its thing, one or several: `1 sample`, `2 samples`."""
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"
