"""The results of a run: the score, every drawing, and why the network saw what it saw.

`scene` has the row of values, `explanation` what is said of one drawing, `trend_panel` the player's digits over their
last runs, `duel_rounds` the rounds of a Duel, and `history` stores the run.
"""
