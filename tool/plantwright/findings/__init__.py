"""Findings: what a check says, where, and how it is shown."""
