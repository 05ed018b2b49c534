"""What `make demo` shows: a real goal held against a real business foundation, with no model and no key.

With a model (PURPOSE_COACH_MODEL and its key) the same script shows the model's judgement.
"""

from __future__ import annotations

import sys
from pathlib import Path
from time import perf_counter

from rich.console import Console
from rich.markup import escape

from purpose_coach import Coach
from purpose_coach.cli.tables import alignment_table
from purpose_coach.operation import parsed

GOAL = Path(__file__).parent / "alignment" / "group-decisions.json"


def main() -> int:
    """Check the goal, show the table and what it says, then try a change."""
    console = Console()
    request = parsed(Coach.alignment_check, GOAL.read_bytes())
    started = perf_counter()
    coach = Coach.from_env()
    result = coach.run(Coach.alignment_check, request)
    elapsed = perf_counter() - started

    console.print(f"[bold]{escape(request.goal_intent)}[/bold]\n")
    console.print(alignment_table(result))
    console.print(result.explanation, highlight=False)
    console.print("\n[bold]What would raise it[/bold]")
    for suggestion in result.suggestions:
        console.print(f"  • {suggestion}", highlight=False)
    what_if = result.what_if(add_strategy="Something for all of it", level=result.reading.best)
    console.print(
        f"\nA strategy that serves the whole foundation would make it {what_if.score} "
        f"([bold]{what_if.points:+}[/bold] points; computed, nobody was asked).",
        highlight=False,
    )
    source = result.provenance.model or "no model"
    size = len(result.model_dump_json().encode())
    console.print(f"[dim]{elapsed:.2f} s, {source}; the wire body has {size} bytes.[/dim]")
    return 0


if __name__ == "__main__":
    sys.exit(main())
