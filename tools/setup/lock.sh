#!/bin/sh
# Write the lock files anew. Pins stay as they are where they can; `lock.sh --upgrade` takes the newest.
set -eu

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

find_uv() {
    if command -v uv; then
        return
    fi
    # The locker stays apart from what it locks.
    if [ ! -x .venv/.lock/bin/uv ]; then
        .venv/bin/python -m venv .venv/.lock
        .venv/.lock/bin/python -m pip install -q --disable-pip-version-check uv
    fi
    echo .venv/.lock/bin/uv
}

refuse_addresses() {
    # A lock file says what is installed, never from where: that is for each machine to decide.
    if grep -nE '://|^[[:space:]]*--(index|extra|find|trusted)|"resolved"' "$1" >&2; then
        echo "lock: $1 would name an address, nothing was written" >&2
        exit 1
    fi
}

uv=$(find_uv)

compile() {
    name=$1
    shift
    if [ -f "requirements/$name.txt" ]; then
        cp "requirements/$name.txt" "$scratch/$name.txt"
    fi
    "$uv" pip compile "$@" --output-file "$scratch/$name.txt" --quiet \
        --generate-hashes --no-emit-index-url --no-emit-find-links --no-header \
        --universal --python-version 3.11
    refuse_addresses "$scratch/$name.txt"
    cp "$scratch/$name.txt" "requirements/$name.txt"
}

compile site "$@" pyproject.toml --group build
compile test "$@" pyproject.toml --extra cache --extra dask --extra signing --group build --group test --constraint requirements/site.txt
# The peer that the benchmark measures against; it has an environment of its own and nothing of sitegen's.
compile bench "$@" --group bench
# A server that the tests start; it pins a botocore of its own, so it has an environment of its own.
compile servers "$@" --group servers
cp package.json .npmrc "$scratch/"
(cd "$scratch" && npm install --package-lock-only --silent)
# npm notes where to send money, too; that is no part of what is installed.
(cd "$scratch" && node -e '
const fs = require("fs"), name = "package-lock.json", lock = JSON.parse(fs.readFileSync(name));
for (const found of Object.values(lock.packages)) delete found.funding;
fs.writeFileSync(name, JSON.stringify(lock, null, 2) + "\n");
')
refuse_addresses "$scratch/package-lock.json"

cp "$scratch/package-lock.json" package-lock.json
echo "lock: requirements/site.txt, test.txt, bench.txt, servers.txt and package-lock.json are current" >&2
