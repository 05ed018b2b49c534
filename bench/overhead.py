"""What a call costs beside the model: figures against gates; exits 1 when a gate is missed.

    python bench/overhead.py                      everything
    python bench/overhead.py --only engine http   some sections
    python bench/overhead.py --quick --json       fewer rounds, for another program

Everything is CPU time, and what is compared is compared in turns within one run. A model takes
seconds to answer: these figures are about calls a core, cached answers and tests.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Callable, Sequence

import over_http
import start
import within
from measuring import FULL, QUICK, Effort, Figure, as_json, failed, report

Section = Callable[[Effort], Sequence[Figure]]

SECTIONS: dict[str, tuple[str, Section]] = {
    "engine": ("One operation over a model that answers at once", lambda e: asyncio.run(within.engine(e))),
    "cache": ("The same request again", lambda e: asyncio.run(within.cache(e))),
    "unaided": ("Without a model, by words", lambda e: asyncio.run(within.unaided(e))),
    "blocking": ("The blocking coach", within.blocking),
    "http": ("Over HTTP, beside aiohttp and pydantic", lambda e: asyncio.run(over_http.straight(e))),
    "litellm": ("Through litellm, beside litellm and pydantic", lambda e: asyncio.run(over_http.litellm(e))),
    "start": ("From nothing to a coach, in fresh processes", lambda e: asyncio.run(start.start(e))),
}


def main() -> int:
    """Measure, print, and say whether the gates are kept."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--only", nargs="+", choices=SECTIONS, default=list(SECTIONS), metavar="SECTION")
    parser.add_argument("--quick", action="store_true", help="fewer rounds")
    parser.add_argument("--json", action="store_true", help="figures as JSON, and no verdict")
    chosen = parser.parse_args()
    effort = QUICK if chosen.quick else FULL
    figures: list[Figure] = []
    for name in chosen.only:
        title, section = SECTIONS[name]
        found = section(effort)
        figures.extend(found)
        if not chosen.json:
            report(f"{title}  ({name})", found)
    if chosen.json:
        print(as_json(figures))
        return 0
    return failed(figures)


if __name__ == "__main__":
    sys.exit(main())
