"""Python in a process of its own: for what a test can only see from outside."""

import asyncio
import sys

__all__ = ["python"]


def python(*arguments: str) -> tuple[str, str]:
    """What a Python with these arguments writes to its two streams; it must end well."""
    return asyncio.run(_python(arguments))


async def _python(arguments: tuple[str, ...]) -> tuple[str, str]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *arguments,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await process.communicate()
    assert process.returncode == 0, err.decode()
    return out.decode(), err.decode()
