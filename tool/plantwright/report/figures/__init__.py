"""The figures, one module each: geometry is decided here, ink by `templates/figures/`."""
