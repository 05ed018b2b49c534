"""What code knows of alignment: the table, its arithmetic, and the words composed from it."""
