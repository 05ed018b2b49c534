"""One server in a process of its own, as its `PURPOSE_COACH_*` say; it ends when its standard input does.

It writes its address when it is ready. With `--faltering` the coach has defects that a request can
call up: a goal that begins with `Defect` always fails, one that begins with `Falter` fails twice.
"""

from __future__ import annotations

import socket
import sys
import threading
from collections import Counter
from collections.abc import Sequence

import uvicorn
from attrs import field, frozen

from purpose_coach import AsyncCoach
from purpose_coach.relevance import Lexical
from purpose_coach.relevance.port import Relation
from purpose_coach_server import create_app


@frozen
class Faltering:
    """Relates by words, where it does not fail as nothing that is foreseen fails."""

    inner: Lexical = field(factory=Lexical)
    seen: Counter[str] = field(factory=Counter)
    name: str = "faltering"

    async def relate(self, lefts: Sequence[str], rights: Sequence[str]) -> tuple[tuple[Relation, ...], ...]:
        """The relations, or the defect that the goal asks for."""
        goal = lefts[0]
        self.seen[goal] += 1
        if goal.startswith("Defect") or (goal.startswith("Falter") and self.seen[goal] <= 2):
            raise RuntimeError("a defect, made for a test")
        return await self.inner.relate(lefts, rights)


class Server(uvicorn.Server):
    """Says where it listens, once it does."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then say the address."""
        await super().startup(sockets)
        if sockets and self.started:
            sys.stdout.write("http://{}:{}\n".format(*sockets[0].getsockname()))
            sys.stdout.flush()


def main() -> None:
    """Serve until nobody holds the other end of standard input any more."""
    coach = AsyncCoach(relevance=Faltering()) if "--faltering" in sys.argv else AsyncCoach.from_env()
    server = Server(uvicorn.Config(create_app(coach), http="httptools", log_level="warning"))

    def until_end() -> None:
        sys.stdin.read()
        server.should_exit = True

    threading.Thread(target=until_end, daemon=True).start()
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        server.run([listener])


if __name__ == "__main__":
    main()
