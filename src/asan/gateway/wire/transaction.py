"""Transactions of a session that only reads: nothing to commit, but clients count on their states."""

from asan.gateway.wire.errors import NoSuchName, NoTransaction, TransactionFailed
from asan.gateway.wire.statements.kinds import Commit, Rollback, Statement


class Transaction:
    """Idle, in a transaction, or in one that has failed; and its savepoints."""

    def __init__(self) -> None:
        self.open = False
        self.failed = False
        self._savepoints: list[str] = []

    @property
    def status(self) -> bytes:
        """The byte that ReadyForQuery carries."""
        return b"E" if self.failed else b"T" if self.open else b"I"

    def admit(self, statement: Statement) -> None:
        """Raise TransactionFailed where ``statement`` has to wait for the end of a failed transaction."""
        if self.failed and not isinstance(statement, Commit | Rollback):
            raise TransactionFailed()

    def begin(self) -> None:
        """Begin; a second time does nothing."""
        self.open = True

    def end(self) -> None:
        """Commit or roll back; without a transaction it does nothing."""
        self.open = self.failed = False
        self._savepoints.clear()

    def fail(self) -> None:
        """A statement has failed: a transaction around it has, too."""
        self.failed = self.open

    def save(self, name: str) -> None:
        """Set a savepoint. Raises NoTransaction."""
        if not self.open:
            raise NoTransaction(what="SAVEPOINT")
        self._savepoints.append(name)

    def release(self, name: str) -> None:
        """Forget a savepoint and those after it. Raises NoTransaction, NoSuchName."""
        del self._savepoints[self._place(name) :]

    def return_to(self, name: str) -> None:
        """Go back to a savepoint: what has failed after it is forgotten. Raises NoTransaction, NoSuchName."""
        del self._savepoints[self._place(name) + 1 :]
        self.failed = False

    def _place(self, name: str) -> int:
        if not self.open:
            raise NoTransaction(what="SAVEPOINT")
        for place in range(len(self._savepoints) - 1, -1, -1):
            if self._savepoints[place] == name:
                return place
        raise NoSuchName("savepoint", name)
