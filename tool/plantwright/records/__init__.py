"""What was measured, done, written or signed."""
