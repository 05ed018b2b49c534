"""What code knows of business figures: read, completed, held against each other, turned into facts."""
