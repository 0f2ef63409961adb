"""The gallery: digits page by page, to enlarge, to copy, or to find in the fog."""
