"""The exit codes, the same for every command, and the exception that ends one."""

from enum import IntEnum


class ExitCode(IntEnum):
    """Exit codes in the manner of diff(1); where several apply, 7 wins over 9, 5 and 6."""

    DONE = 0
    NO = 1
    USAGE = 2
    CANNOT_TALK = 3
    REFUSED = 4
    STOPPED = 5
    ALTERED = 6
    UNKNOWN = 7
    BUSY = 8
    NOT_DURABLE = 9
    RENDERING = 10
    INTERNAL = 70
    INTERRUPTED = 130


MEANING = {
    ExitCode.DONE: "done, nothing wrong, nothing differs, every value verified",
    ExitCode.NO: "the answer is no: findings, or differences",
    ExitCode.USAGE: "usage, configuration or unreadable input",
    ExitCode.CANNOT_TALK: "cannot talk to a device, nothing written",
    ExitCode.REFUSED: "refused by a guard, nothing written",
    ExitCode.STOPPED: "stopped part-way, every written value known",
    ExitCode.ALTERED: "a device refused or altered a value",
    ExitCode.UNKNOWN: "the outcome is unknown for at least one register",
    ExitCode.BUSY: "lock or port busy",
    ExitCode.NOT_DURABLE: "storage not durable",
    ExitCode.RENDERING: "rendering failed",
    ExitCode.INTERNAL: "internal error",
    ExitCode.INTERRUPTED: "interrupted",
}


class Stop(Exception):
    """The command cannot go on: what was seen, the next step, and the exit code that says it."""

    def __init__(self, code: ExitCode, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.hint = hint
