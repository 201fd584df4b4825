#!/bin/sh
# Install Debian packages without asking a question; what apt says is shown only when it fails.
# Exits 1 without a word where apt cannot be used: the caller then says what to install by hand.
set -eu

command -v apt-get >/dev/null 2>&1 || exit 1
if [ "$(id -u)" -eq 0 ]; then
    as_root=""
elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
    as_root="sudo -n"
else
    exit 1
fi

talk=$(mktemp)
trap 'rm -f "$talk"' EXIT

apt() {
    # shellcheck disable=SC2086 # empty, or a command with its option
    $as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get -qq -o DPkg::Lock::Timeout=180 -o Dpkg::Use-Pty=0 "$@" </dev/null >"$talk" 2>&1
}

echo "set-up: installing with apt: $*" >&2
# One source that does not answer makes the update fail; the packages may be known all the same.
apt update || cat "$talk" >&2
apt install --yes --no-install-recommends "$@" || {
    cat "$talk" >&2
    exit 1
}
