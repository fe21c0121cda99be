"""Formulas as text: tokens, references, calls. Knows no file format and no engine."""
