"""The documents of a plant: data for pages, figures, HTML and PDF."""
