#!/bin/sh
# Make the virtual environment with a Python that is new enough. Usage: python.sh FOLDER
# PYTHON=/path/to/python in the environment chooses the interpreter. A sound environment is left alone.
set -eu

folder=$1
here=$(dirname "$0")
new_enough='import sys; sys.exit(sys.version_info < (3, 11))'

say() {
    echo "set-up: $*" >&2
}

is_new_enough() {
    # A name on the PATH may be a shim that cannot run, so each candidate is tried and not only looked up.
    "$1" -c "$new_enough" >/dev/null 2>&1
}

find_python() {
    for candidate in ${PYTHON:-python3.13 python3.12 python3.11 python3 python3.14}; do
        if is_new_enough "$candidate"; then
            echo "$candidate"
            return
        fi
    done
    if [ -n "${PYTHON:-}" ]; then
        say "PYTHON=$PYTHON is not a Python 3.11 or newer"
    else
        say "no Python 3.11 or newer was found"
    fi
    say "  Debian 12, Ubuntu 24.04 or newer: apt install python3 python3-venv"
    say "  Fedora: dnf install python3        macOS: brew install python@3.13"
    say "  or name one yourself:             make site PYTHON=/path/to/python3.13"
    exit 1
}

ensure_venv_module() {
    if "$1" -c 'import ensurepip, venv' 2>/dev/null; then
        return
    fi
    package=$("$1" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
    if "$here/apt.sh" "$package" && "$1" -c 'import ensurepip, venv' 2>/dev/null; then
        return
    fi
    say "$1 cannot make virtual environments: its venv and ensurepip modules are missing"
    say "  Debian, Ubuntu: apt install python3-venv    (or $package)"
    exit 1
}

is_sound() {
    # Its programs name their Python by its full path, so an environment that was moved is a broken one.
    is_new_enough "$folder/bin/python" &&
        "$folder/bin/python" -m pip --version >/dev/null 2>&1 &&
        grep -qF "$(cd "$folder" && pwd -P)" "$folder/bin/activate"
}

if is_sound; then
    exit 0
fi
python=$(find_python)
ensure_venv_module "$python"
say "making $folder with $("$python" --version)"
rm -rf "$folder"
"$python" -m venv "$folder"
