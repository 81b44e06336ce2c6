"""What rules are about, by the first letters of their names."""

from plantwright.report.language import text

SUBJECTS = {
    "STA": text("Starter"), "INS": text("Insulation"), "CUR": text("Current"), "PRO": text("Protection"),
    "BUS": text("Bus"), "CAB": text("Cabling"), "FIB": text("Fibre"), "ENV": text("Environment"),
    "DOC": text("Documents"), "REC": text("Records"), "SIT": text("Site"),
}  # fmt: skip
"""What the letters of a rule stand for."""

OTHER = text("Other")
