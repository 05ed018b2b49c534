#!/usr/bin/env bash
# Installs what the tests of real clients need beside Node: Debian's Chromium, and the locked packages.
set -euo pipefail
cd "$(dirname "$0")"

if ! { command -v node && command -v npm; } > /dev/null; then
    echo "Node 20 or newer, with npm, is needed" >&2
    exit 1
fi
if ! { command -v chromium && command -v chromedriver; } > /dev/null; then
    as_root=$([ "$(id -u)" -eq 0 ] || echo sudo)
    $as_root apt-get update -qq
    DEBIAN_FRONTEND=noninteractive $as_root apt-get install -qq -y --no-install-recommends \
        chromium chromium-driver > /dev/null
fi
npm ci --no-progress --loglevel=error
