"""Plant configuration as code: check it, push it, prove it, print it."""

__version__ = "0.1.0"
