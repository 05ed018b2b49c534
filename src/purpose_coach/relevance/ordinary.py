"""Texts that any business could write: the middle from which meaning is measured.

All business texts are a little alike to a sentence model, whatever they are about. Seen from the
mean of these (our own), two texts are close only when they share more than that.
"""

from __future__ import annotations

__all__ = ["ORDINARY"]

ORDINARY = (
    "Increase revenue by ten percent this year",
    "Reduce operating costs across all departments",
    "Improve customer satisfaction scores",
    "Hire three new employees before summer",
    "Open a second location",
    "Launch a new product line",
    "Renew the office lease",
    "Upgrade the computer system",
    "Run a marketing campaign on social media",
    "Shorten delivery times",
    "Train managers in giving feedback",
    "Negotiate better terms with suppliers",
    "Move the data to the cloud",
    "Publish a monthly newsletter",
    "Redesign the company website",
    "Number of complaints per month",
    "Employee turnover rate",
    "Net promoter score",
    "Gross margin per product",
    "Average response time",
    "Hold weekly team meetings",
    "Introduce a new expense policy",
    "Replace old machines in the workshop",
    "Organise a conference for partners",
    "Enter a foreign market",
    "Automate invoicing",
    "Raise prices by five percent",
    "Reduce energy consumption in the buildings",
    "Carry out an employee survey",
    "Sign a contract with a large client",
)
