"""Data for pages, one module each: frozen values whose texts are already written as they are printed."""
