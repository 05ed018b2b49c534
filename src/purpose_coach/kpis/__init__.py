"""What code knows of KPIs: a catalogue, formulas that are worked out, checks, and which fit a goal."""
