"""Output formats of findings, one module a format."""
