"""Prompt files: loading, rendering and linting."""
