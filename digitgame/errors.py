"""The one kind of error that a user is meant to read."""


class DigitgameError(Exception):
    """Something a person can mend: what failed, and the next thing to do, a sentence each.

    The command line prints it as one line and leaves with `exit_code`; no traceback.
    """

    def __init__(self, problem: str, hint: str = "", *, exit_code: int = 1) -> None:
        super().__init__(problem, hint)
        self.problem = problem
        self.hint = hint
        self.exit_code = exit_code

    def __str__(self) -> str:
        return f"{self.problem} {self.hint}".rstrip()
