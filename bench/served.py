"""What `bench/server.py` loads: the server as it is run, or the least that could answer the same.

python bench/served.py server 8001
python bench/served.py bare 8002
"""

from __future__ import annotations

import asyncio
import sys

import sample
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from purpose_coach import AsyncCoach
from purpose_coach.operations.alignment_check import AlignmentCheckRequest
from purpose_coach_server import ServerSettings, create_app
from purpose_coach_server.envelope import success
from purpose_coach_server.serve import run

PATH = "/api/coaching/alignment-check"


def server(port: int) -> None:
    """Every layer, every setting at its default, an operation answered by an instant model or its cache."""
    settings = ServerSettings(port=port)
    run(create_app(AsyncCoach(sample.Instant()), settings), settings)


def bare(port: int) -> None:
    """One Starlette route: the body validated by pydantic, the same bytes returned."""
    result = asyncio.run(AsyncCoach(sample.Instant()).run(AsyncCoach.alignment_check, sample.request()))
    body = success(result)

    async def answer(request: Request) -> Response:
        AlignmentCheckRequest.model_validate_json(await request.body())
        return Response(body, media_type="application/json")

    app = Starlette(routes=[Route(PATH, answer, methods=["POST"])])
    uvicorn.run(app, port=port, ws="none", access_log=False, server_header=False, log_level="warning")


if __name__ == "__main__":
    {"bare": bare, "server": server}[sys.argv[1]](int(sys.argv[2]))
