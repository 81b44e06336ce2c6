"""The reference as Markdown: a page for every rule and every device type, from the same data as the checks."""
