#!/bin/sh
# See to the libraries and programs that pip cannot install: system-packages.sh demo|test
# As root on Debian or Ubuntu they are installed, else one line says what to install; only the tests stop for it.
set -eu

missing=""

library() { # library FILE PACKAGE
    "${PYTHON:-python3}" -c 'import ctypes, sys; ctypes.CDLL(sys.argv[1])' "$1" 2>/dev/null || missing="$missing $2"
}

program() { # program NAME PACKAGE
    command -v "$1" >/dev/null || missing="$missing $2"
}

library libpango-1.0.so.0 libpango-1.0-0
library libpangoft2-1.0.so.0 libpangoft2-1.0-0
library libharfbuzz-subset.so.0 libharfbuzz-subset0
if [ "$1" = test ]; then
    program mbpoll mbpoll
    program qpdf qpdf
    program pdftotext poppler-utils
    program tmux tmux
    program chromium chromium
fi
[ -n "$missing" ] || exit 0

if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
    echo "installing$missing" >&2
    export DEBIAN_FRONTEND=noninteractive
    # shellcheck disable=SC2086 # one word a package
    if apt-get update -qq && apt-get install -qq --yes --no-install-recommends $missing >/dev/null; then
        exit 0
    fi
fi

if [ "$1" = demo ]; then
    echo "no PDF without$missing (Debian, Ubuntu: sudo apt-get install$missing); going on with HTML" >&2
else
    echo "the tests need$missing (Debian, Ubuntu: sudo apt-get install$missing)" >&2
    exit 1
fi
