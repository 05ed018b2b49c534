"""What the tests of the engine share."""

import pytest
from tests.engine.tiny import write_prompt


@pytest.fixture
def folder(tmp_path):
    """A prompt folder with the tiny operation's prompt."""
    return write_prompt(tmp_path)
