"""What code knows of root causes: counts in a text, what fits which method, frameworks and wording."""
