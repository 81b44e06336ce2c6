#!/bin/sh
# The main job on the example plant, with no hardware: check, rehearse, plan, apply, verify, report.
# Everything it writes lies in out/demo; the rehearsal plant is stopped whatever happens.
set -eu
cd "$(dirname "$0")/.."
PATH="$PWD/.venv/bin:$PATH"

site=sites/riverside
out=out/demo
plant=$out/rehearsal.json
rehearsal=""

run() {
    printf '\n$ plantwright %s\n' "$*"
    plantwright "$@"
}

stop_rehearsal() {
    [ -n "$rehearsal" ] || return 0
    kill "$rehearsal" 2>/dev/null || true
    wait "$rehearsal" 2>/dev/null || true
    rehearsal=""
}
trap stop_rehearsal EXIT
trap 'exit 130' INT
trap 'exit 143' HUP TERM

start_rehearsal() {
    printf '\n$ plantwright simulate %s --state %s --for 600 &\n' "$site" "$plant"
    plantwright simulate "$site" --state "$plant" --for 600 >"$out/rehearsal.log" 2>&1 &
    rehearsal=$!
    tries=0
    until [ -s "$plant" ]; do
        tries=$((tries + 1))
        if [ "$tries" -gt 150 ] || ! kill -0 "$rehearsal" 2>/dev/null; then
            echo "the rehearsal plant did not start; it said:" >&2
            cat "$out/rehearsal.log" >&2
            exit 3
        fi
        sleep 0.2
    done
    cat "$out/rehearsal.log"
}

rm -rf "$out"
mkdir -p "$out"

run check "$site"
start_rehearsal
run plan "$site" --rehearsal "$plant" -o "$out/plan.json"
run apply "$out/plan.json" --rehearsal "$plant" --journal "$out/journal" --plant-id RPS-01
run verify "$site" --rehearsal "$plant"
run plan "$site" --rehearsal "$plant" --exit-code # 0: nothing left to change
stop_rehearsal

code=0
run report "$site" --journal "$out/journal" -o "$out/report" || code=$?
pdfs=$(find "$out/report" -name '*.pdf' | sort)
pages=$(find "$out/report" -name '*.html' | sort)
echo
if [ -n "$pdfs" ]; then
    echo "The documents:" $pdfs
elif [ -n "$pages" ]; then
    echo "The documents, as HTML only:" $pages
    code=0
fi
exit "$code"
