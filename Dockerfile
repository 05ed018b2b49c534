# The server in a container: two stages, every package by its hash, no root, nothing written to disk.
#
# Not built where this project is made: that machine has no access to an image registry. The image's
# digest should be pinned by whoever builds it.
#
#     docker build -t purpose-coach .
#     docker run --rm --read-only --cap-drop ALL -p 127.0.0.1:8000:8000 \
#         -v "$PWD/keys:/run/keys:ro" -e PURPOSE_COACH_AUTH=api-key \
#         -e PURPOSE_COACH_API_KEYS=/run/keys purpose-coach

FROM python:3.13-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /src
COPY requirements/server.txt requirements/
RUN python -m venv /app && /app/bin/pip install --require-hashes -r requirements/server.txt
COPY pyproject.toml README.md LICENSE ./
COPY prompts prompts
COPY src src
# hatchling is in the lock, so that nothing is fetched to build the project itself.
RUN /app/bin/pip install --no-deps --no-build-isolation .

FROM python:3.13-slim
RUN useradd --system --uid 10001 --no-create-home coach
COPY --from=build /app /app
ENV PATH=/app/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    PURPOSE_COACH_HOST=0.0.0.0
USER 10001
EXPOSE 8000
STOPSIGNAL SIGTERM
# Alive is what it says, ready is when it has loaded everything: it answers neither before.
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/readyz', timeout=2)"]
# It listens to the world, so without PURPOSE_COACH_AUTH it refuses to start.
CMD ["purpose-coach", "serve"]
