#!/bin/sh
# The main job on the example plant, with no hardware: check, rehearse, plan, apply, verify, report. On the way a starter
# restarts in the middle of a run, so that there is something to resolve and to restore.
# Everything it writes lies in out/demo; the rehearsal plant is stopped whatever happens.
set -eu
cd "$(dirname "$0")/.."
PATH="$PWD/.venv/bin:$PATH"

site=sites/riverside
out=out/demo
plant=$out/rehearsal.json
fault="SS101: reboot, function 6, at 3, delay 10 s"
rehearsal=""

run() {
    printf '\n$ plantwright %s\n' "$*"
    plantwright "$@"
}

expect() { # expect CODE ARGUMENT...: a command that ends otherwise ends the demo
    wanted=$1
    shift
    code=0
    run "$@" || code=$?
    echo "exit code $code"
    [ "$code" -eq "$wanted" ] || exit 70
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
    printf '\n$ plantwright simulate %s --state %s --for 600 --fault "%s" &\n' "$site" "$plant" "$fault"
    plantwright simulate "$site" --state "$plant" --for 600 --fault "$fault" >"$out/rehearsal.log" 2>&1 &
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
run plan "$site" --rehearsal "$plant" -o "$out/first.json"
expect 7 apply "$out/first.json" --rehearsal "$plant" --journal "$out/journal" --plant-id RPS-01
broken=$(ls -d "$out"/journal/2*)

printf '\n# The starter needs ten seconds to restart. Then what it made of that frame is read, never written again, and the values as\n# found go back.\n'
sleep 10
run resolve "$broken" --rehearsal "$plant"
run restore "$broken" --rehearsal "$plant" -o "$out/back.json"
run apply "$out/back.json" --rehearsal "$plant" --journal "$out/journal" --plant-id RPS-01

printf '\n# Now without a fault.\n'
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
