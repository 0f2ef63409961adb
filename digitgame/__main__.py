"""`python -m digitgame` is `digitgame`."""

from digitgame.cli import main

if __name__ == "__main__":  # a second process beside a training imports this module too
    main()
