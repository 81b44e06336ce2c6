"""Rules on soft starters and their motors."""
