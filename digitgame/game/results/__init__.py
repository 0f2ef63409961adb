"""The results of a run: the score, every drawing, and why the network saw what it saw."""
