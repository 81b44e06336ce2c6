"""A site as written: its files, device types and schema, read into checked values that keep their places."""
