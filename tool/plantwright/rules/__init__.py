"""Rules: one file a rule, found by themselves; `frame.py` is what a rule is made of, `check.py` runs them all."""
