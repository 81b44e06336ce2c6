"""Rules on what was measured, done and signed."""
