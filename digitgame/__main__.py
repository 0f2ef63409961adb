"""`python -m digitgame` is `digitgame`."""

from digitgame.cli import main

main()
