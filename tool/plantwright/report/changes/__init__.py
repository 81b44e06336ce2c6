"""What changed between two states of a site, in engineering terms, and the forms in which it is told."""
