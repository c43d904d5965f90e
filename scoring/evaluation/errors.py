"""What is wrong with a file of facts."""

from scoring.errors import DomainError


class InputRefused(DomainError):
    """The input cannot be used; the message has one line for each thing to mend, with its place."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__("\n".join(lines), code="input")
        self.lines = lines
