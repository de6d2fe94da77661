#!/usr/bin/env bash
# Every measurement of docs/performance.md, one after the other, and then what was found beside what is wanted. As root, about 30 minutes on an idle machine of
# two cores, and the builds before that:
#
#   tests/SocketExporter.Benchmarks/all.sh
#
# The tables stay in artifacts/benchmarks/*.md. What is wanted of ratios holds on an idle machine only; the list is for reading, so a goal that is missed ends
# nothing. all.sh --goals prints the list again from what is there, all.sh --write puts the tables into docs/performance.md.
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

# SOCKETS are those of the whole-process comparison.
readonly SOCKETS=${SOCKETS:-100000}

of_ratio() { [[ -z $1 || -z $2 ]] || calc %.3f "$1 / $2"; }

# saved FILE: the one number in it, or nothing.
saved() { [[ ! -s $1 ]] || cat "$1"; }

median() { [[ ! -s $1 ]] || stat_of median "$1"; }

per_process() {
  local mean processes
  mean=$(saved "$out/processes/$1.mean") processes=$(saved "$out/processes/$1.processes")
  [[ -z $mean || -z $processes ]] || calc %.2f "$mean * 1000 / $processes"
}

from() { [[ ! -s $1 ]] || of "$1" "$2"; }

goals() {
  local at=$out/$SOCKETS million=$out/million/results native node scraped undisturbed
  printf '| goal | at most | found | |\n|---|--:|--:|---|\n'
  met "bare dump in C# to the one in C, $SOCKETS sockets" 1.05 "$(from "$at/floor" "floor to C")"
  met "section tcp to the bare dump in C#" 1.15 "$(from "$at/tcp" "section tcp with all that is followed to floor")"
  met "a whole sample to one of the build before, 2 % of the sockets with a queue" 1.25 "$(median "$out/compare/2/ratio")"
  met "… 50 %" 1.5 "$(median "$out/compare/50/ratio")"
  met "rendering, µs a series" 1 "$(from "$at/render" "publish of a series")"
  met "CPU of a sample and its page to node_exporter's scrape" 0.5 "$(of_ratio "$(from "$at/processes" "native process ms")" "$(from "$at/processes" "node process ms")")"
  met "peak memory to node_exporter's" 0.333 "$(of_ratio "$(from "$at/processes" "native peak MiB")" "$(from "$at/processes" "node peak MiB")")"
  met "RSS after ${SCRAPES:-10000} scrapes, idle, to node_exporter's" 1 "$(of_ratio "$(saved "$out/scrapes/native.rss")" "$(saved "$out/scrapes/node.rss")")"
  native=$(median "$out/start/native") node=$(median "$out/start/node")
  met "start to first scrape, ms more than node_exporter" 50 "$([[ -z $native || -z $node ]] || calc %.1f "$native - $node")"
  met "quiet processes, µs a process and sample" 5 "$(per_process quiet)"
  met "… with sockets that nobody can be found for" 5 "$(per_process unattributable)"
  met "sampling a million sockets, cores" 0.05 "$(from "$million" "many: cores after the first sample")"
  met "… from the start" 0.05 "$(from "$million" "many: cores from start")"
  met "… RSS, MiB" 95.4 "$(from "$million" "many: rss MiB")"
  met "… peak RSS, MiB" 95.4 "$(from "$million" "many: peak MiB")"
  met "… a scrape to one at a thousand sockets, medians" 1.1 "$(of_ratio "$(from "$million" "many, at rest: scrape, median ms")" "$(from "$million" "few: scrape, median ms")")"
  scraped=$(median "$out/scrapes/scraped.intervals") undisturbed=$(median "$out/scrapes/undisturbed.intervals")
  met "samples' interval under wrk to the undisturbed one" 1.01 "$(of_ratio "$scraped" "$undisturbed")"
  met "… samples that failed" 0 "$(saved "$out/scrapes/scraped.failures")"
  met "the table of ${TABLE:-500000} sockets in a terminal, to the time of ss" 1 "$(of_ratio "$(median "$out/wide/table/exporter.elapsed")" "$(median "$out/wide/table/ss.elapsed")")"
}

# Every table of docs/performance.md stands between a comment that names its file and <!-- end -->; what was not measured stays as it is.
write() {
  local doc=$root/docs/performance.md
  awk -v from="$out" '
    /^<!-- [a-z]+\.md -->$/ {
      print
      file = from "/" $2
      if ((getline line < file) > 0) {
        skipping = 1
        do print line; while ((getline line < file) > 0)
      }
      next
    }
    /^<!-- end -->$/ { skipping = 0 }
    !skipping' "$doc" >"$out/performance.md.new"
  cp "$out/performance.md.new" "$doc"
}

case ${1:-} in
  --goals) goals; exit ;;
  --write) goals >"$out/goals.md"; write; exit ;;
  "") ;;
  *) echo "usage: all.sh [--goals | --write]" >&2; exit 2 ;;
esac

need_root
build_native
[[ -n ${NO_BUILD:-} ]] || dotnet build "$root/src/SocketExporter" -c Release -v quiet --nologo
export NO_BUILD=1
# What is left of earlier runs is no result of this one.
rm -rf "${out:?}"/{start,scrapes,processes,million,wide,"${SOCKETS:?}"} "$out"/*.md
failed=()
WARM_UP_SCRAPES=${WARM_UP_SCRAPES:-10} SCRAPES=${PROCESS_SCRAPES:-40} "$here/run.sh" "$SOCKETS" || failed+=(run.sh)
for script in start scrapes processes wide million; do
  printf '\n%s.sh\n\n' "$script"
  "$here/$script.sh" || failed+=("$script.sh")
done
printf '\n'
goals | tee "$out/goals.md"
((${#failed[@]} == 0)) || { echo "ended with an error: ${failed[*]}" >&2; exit 1; }
