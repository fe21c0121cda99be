"""Builders of the workbooks that ship with the package."""
