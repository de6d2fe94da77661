#!/usr/bin/env bash
# What processes cost that do nothing: 2,000 of them with 40,000 descriptors. As root, about 3 minutes:
#
#   tests/SocketExporter.Benchmarks/processes.sh
#
# First alone; then with 10,000 sockets in the same network namespace whose processes live in another process namespace, so that no scan of descriptors can ever
# find their owners. Both with a sample every INTERVAL (500ms), WARM_UP samples not counted. The sockets are looked for again after 1, 2, 4 … 64 samples: the second
# part counts 128 samples, in which every socket has been looked for.
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

readonly PROCESSES=${PROCESSES:-2000} DESCRIPTORS_EACH=${DESCRIPTORS_EACH:-20} SOCKETS=${SOCKETS:-10000} INTERVAL=${INTERVAL:-500ms}
readonly QUIET_SAMPLES=${QUIET_SAMPLES:-60} SAMPLES=${SAMPLES:-128} WARM_UP=${WARM_UP:-70}
dir=$out/processes

processes_cpu() { awk '$1 == "socket_exporter_section_cpu_seconds_total{section=\"processes\"}" { printf "%.9f", $2 }' "$1"; }

samples_of() { value "$1" socket_exporter_samples_total | cut -d. -f1; }

# observe NAME WARM_UP SAMPLES: the CPU of the part for every sample, in ms, from pages that are asked for four times a sample or so.
observe() {
  local name=$1 skip=$2 wanted=$3 first last cpu0="" cpu n
  : >"$dir/$name.each"
  last=$(samples_of "$dir/exporter.page")
  first=$((last + skip))
  while true; do
    sleep 0.1
    page "$dir/$name.page"
    n=$(samples_of "$dir/$name.page")
    ((n > last)) || continue
    cpu=$(processes_cpu "$dir/$name.page")
    if ((n > first)); then
      calc '%.3f\n' "($cpu - $cpu0) / ($n - $last) * 1000" >>"$dir/$name.each"
    else
      cp "$dir/$name.page" "$dir/$name.first"
    fi
    cpu0=$cpu last=$n
    ((n < first + wanted)) || break
  done
  calc %.4f "($(processes_cpu "$dir/$name.page") - $(processes_cpu "$dir/$name.first")) / ($n - $(samples_of "$dir/$name.first")) * 1000" >"$dir/$name.mean"
  echo $((n - $(samples_of "$dir/$name.first"))) >"$dir/$name.samples"
  awk '$1 == "socket_exporter_tracked_sockets{purpose=\"unattributable\"}" { print $2 + 0 }' "$dir/$name.page" >"$dir/$name.unattributable"
}

# Inside the inner process namespace: the exporter and the quiet processes.
inner() {
  local name=$1 skip=$2 wanted=$3 i fd
  for ((i = 3; i < DESCRIPTORS_EACH; i++)); do exec {fd}</dev/null; done
  for ((i = 0; i < PROCESSES; i++)); do sleep infinity </dev/null >/dev/null 2>&1 & done
  find /proc -maxdepth 1 -regex '/proc/[0-9]+' | wc -l >"$dir/$name.processes"
  find /proc/[0-9]*/fd -mindepth 1 2>/dev/null | wc -l >"$dir/$name.descriptors" || true
  serve exporter "$exporter" --web.listen-address="$address" --sampling.interval="$INTERVAL" --sampling.cpu-budget=1
  observe "$name" "$skip" "$wanted"
  end_daemon
}

hidden() { unshare --pid --fork --kill-child --mount-proc "$here/${0##*/}" --inside inner "$@"; }

measure() {
  ip link set lo up
  hidden quiet 10 "$QUIET_SAMPLES"
  population "$SOCKETS" "$dir"
  hidden unattributable "$WARM_UP" "$SAMPLES"
}

row() {
  printf '| %s | %s | %s | %s | %s | %s / %s / %s | %s | %s |\n' "$1" "$(cat "$dir/$2.processes")" "$(cat "$dir/$2.descriptors")" "$(cat "$dir/$2.unattributable")" \
    "$(cat "$dir/$2.samples")" "$(stat_of min "$dir/$2.each")" "$(stat_of median "$dir/$2.each")" "$(stat_of max "$dir/$2.each")" "$(cat "$dir/$2.mean")" \
    "$(calc %.2f "$(cat "$dir/$2.mean") * 1000 / $(cat "$dir/$2.processes")")"
}

table() {
  printf '| | processes | descriptors | sockets without owner | samples | section processes, CPU ms: least / median / most | mean ms | mean µs a process and sample |\n|---|--:|--:|--:|--:|--:|--:|--:|\n'
  row quiet quiet
  row "with $SOCKETS sockets nobody can be found for" unattributable
}

if [[ ${1:-} == --inside ]]; then
  "${@:2}"
  exit
fi

need_root
build_native
rm -rf "$dir"
mkdir -p "$dir"
in_namespaces measure
table | tee "$out/processes.md"
