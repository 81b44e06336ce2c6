"""Calculators: numbers in, numbers out. Nothing here knows of sites, files or devices; every unit stands in its name."""
