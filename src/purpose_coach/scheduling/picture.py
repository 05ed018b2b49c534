"""A schedule as a picture: one bar an action, one line a deadline; SVG by code, for light and dark pages.

No script, no font, no reference to anything outside. Colours are of a palette that stays apart without
seeing red and green apart (Okabe and Ito, 2008); what a colour says is said by a shape or a word too.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from html import escape

from attrs import frozen

from purpose_coach.scheduling.schedule import Milestone, Placed, Schedule

__all__ = ["gantt"]

LABEL, ROW, HEAD, FOOT, RIGHT = 230, 22, 46, 26, 20
LEAST, MOST = 520, 1400
"""Pixels that the days take at least, and at most."""
DAY = 26
TEXT = 52
"""Pixels between two dates at least."""
SHORT = 34
"""Characters of a title that are shown."""
NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

STYLE = """
.pc text{font:12px system-ui,sans-serif;fill:#1b1b1f}.pc .dim{fill:#5f6068}.pc .grid{stroke:#e3e3e8}
.pc .bar{fill:#56b4e9}.pc .tight{fill:#0072b2}.pc .late{fill:#d55e00}.pc .done{fill:#b9bac2}
.pc .mark{stroke:#1b1b1f;stroke-dasharray:3 3}.pc .missed{stroke:#d55e00;stroke-width:2}.pc .back{fill:#fff}
@media (prefers-color-scheme:dark){.pc text{fill:#ececf1}.pc .dim{fill:#a3a4ad}.pc .grid{stroke:#3a3b42}
.pc .mark{stroke:#ececf1}.pc .back{fill:#17181c}.pc .done{fill:#55565e}}
""".replace("\n", "")


@frozen
class _Axis:
    """Days on a line."""

    first: date
    last: date
    width: int

    def x(self, day: date) -> float:
        """Where the day begins."""
        return LABEL + self.width * (day - self.first).days / ((self.last - self.first).days + 1)


def gantt(schedule: Schedule) -> str:
    """The picture, or an empty text where nothing is planned."""
    if not schedule.rows:
        return ""
    axis = _axis(schedule)
    height = HEAD + ROW * len(schedule.rows) + FOOT
    width = LABEL + axis.width + RIGHT
    parts = (
        *_grid(axis, height),
        *(part for place, row in enumerate(schedule.rows) for part in _row(axis, row, HEAD + place * ROW)),
        *(part for milestone in schedule.milestones for part in _line(axis, milestone, height)),
        *_legend(height),
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="pc" role="img" viewBox="0 0 {width} {height}"'
        f' width="{width}" style="max-width:100%;height:auto"><title>{escape(_told(schedule))}</title>'
        f"<style>{STYLE}</style>"
        f'<rect class="back" width="{width}" height="{height}"/>{"".join(parts)}</svg>'
    )


def _told(schedule: Schedule) -> str:
    late = sum(1 for milestone in schedule.milestones if milestone.late)
    ends = max(row.due for row in schedule.rows)
    return f"{len(schedule.rows)} actions, finished on {ends}; {late} deadlines missed"


def _axis(schedule: Schedule) -> _Axis:
    days = [schedule.as_of, *(row.start for row in schedule.rows), *(row.due for row in schedule.rows)]
    days += [milestone.date for milestone in schedule.milestones if milestone.reached]
    first, last = min(days), max(days)
    return _Axis(first, last, max(LEAST, min(MOST, DAY * ((last - first).days + 1))))


def _grid(axis: _Axis, height: int) -> Iterator[str]:
    """A line each Monday, with its date where there is room for it."""
    day = axis.first - timedelta(days=axis.first.weekday())
    said = 0.0
    while day <= axis.last:
        x = axis.x(day)
        if day >= axis.first:
            yield f'<line class="grid" x1="{x:.1f}" x2="{x:.1f}" y1="{HEAD - 6}" y2="{height - FOOT}"/>'
            if x - said > TEXT:
                told = f"{day.day} {NAMES[day.month - 1]}"
                yield f'<text class="dim" x="{x + 2:.1f}" y="{HEAD - 12}">{told}</text>'
                said = x
        day += timedelta(days=7)


def _row(axis: _Axis, row: Placed, y: int) -> Iterator[str]:
    begin, end = axis.x(row.start), axis.x(row.due + timedelta(days=1))
    who = row.person or (f"{row.suggested}?" if row.suggested else "nobody yet")
    title = row.title or row.id
    shown = title if len(title) <= SHORT else f"{title[: SHORT - 1]}…"
    told = f"{title}: {row.start} to {row.due}, {row.hours:g} h, {who}"
    yield f'<g><title>{escape(told)}</title><text x="6" y="{y + 15}">{escape(shown)}</text>'
    if row.hours or not row.open:
        yield (
            f'<rect class="{_kind(row)}" x="{begin:.1f}" y="{y + 4}" width="{max(3.0, end - begin):.1f}"'
            f' height="{ROW - 8}" rx="3"/>'
        )
    else:
        middle = y + ROW / 2
        yield (f'<path class="{_kind(row)}" d="M{end:.1f} {middle - 7}l7 7l-7 7l-7 -7z"/>')
    yield f'<text class="dim" x="{end + 6:.1f}" y="{y + 15}">{escape(who)}</text></g>'


def _kind(row: Placed) -> str:
    if not row.open:
        return "done"
    if row.tardiness or row.slack < 0:
        return "late"
    return "tight" if row.binding else "bar"


def _line(axis: _Axis, milestone: Milestone, height: int) -> Iterator[str]:
    if milestone.reached is None or not axis.first <= milestone.date <= axis.last:
        return
    x = axis.x(milestone.date + timedelta(days=1))
    state = f"missed by {milestone.late} working days" if milestone.late else "met"
    told = f"{milestone.description or 'Deadline'} on {milestone.date}: {state}"
    yield (
        f'<g><title>{escape(told)}</title><line class="{"missed" if milestone.late else "mark"}"'
        f' x1="{x:.1f}" x2="{x:.1f}" y1="16" y2="{height - FOOT}"/>'
        f'<text x="{x - 4:.1f}" y="12" text-anchor="end">{escape(milestone.description[:SHORT])}'
        f"{' ✗' if milestone.late else ' ✓'}</text></g>"
    )


def _legend(height: int) -> Iterator[str]:
    x = LABEL
    for kind, said in (
        ("bar", "planned"),
        ("tight", "decides the end"),
        ("late", "too late"),
        ("done", "done"),
    ):
        yield f'<rect class="{kind}" x="{x}" y="{height - 18}" width="14" height="10" rx="2"/>'
        yield f'<text class="dim" x="{x + 19}" y="{height - 9}">{said}</text>'
        x += 34 + 7 * len(said)
