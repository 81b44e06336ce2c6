"""Calculators: numbers in, numbers out. Nothing here knows of sites or devices; every unit stands in its name."""
