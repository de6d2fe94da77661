#!/usr/bin/env bash
# What scrapes cost on a host with nothing on it. As root, about 5 minutes:
#
#   tests/SocketExporter.Benchmarks/scrapes.sh
#
# First memory after SCRAPES (10,000) scrapes, one every PAUSE_MS (5) milliseconds, beside prometheus-node-exporter's. Then samples undisturbed for SECONDS_EACH (60)
# seconds, and as long while wrk scrapes as fast as CONNECTIONS (10) allow: wrk has no rate to set, so the table says what it reached. Default configuration,
# but for samples every second in the second part, so that a minute has some.
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

readonly SCRAPES=${SCRAPES:-10000} PAUSE_MS=${PAUSE_MS:-5} SECONDS_EACH=${SECONDS_EACH:-60} CONNECTIONS=${CONNECTIONS:-10} SETTLE_SECONDS=${SETTLE_SECONDS:-10}
dir=$out/scrapes

# memory NAME COMMAND…
memory() {
  local name=$1 before
  serve "$@"
  sleep 2
  memory_mib "$daemon" VmRSS >"$dir/$name.rss0"
  before=$(ticks "$daemon")
  "$bench" scrape "$url" "$SCRAPES" "$PAUSE_MS" >"$dir/$name.scrapes" || true
  calc %.3f "($(ticks "$daemon") - $before) / $(getconf CLK_TCK) / $SCRAPES * 1000" >"$dir/$name.cpu"
  sleep "$SETTLE_SECONDS"
  memory_mib "$daemon" VmRSS >"$dir/$name.rss"
  memory_mib "$daemon" VmHWM >"$dir/$name.peak"
  grep -vc '^#' "$dir/$name.page" >"$dir/$name.series"
  end_daemon
}

# observe NAME: for SECONDS_EACH seconds, every sample's duration and its distance to the one before, in ms, from pages that are asked for twice a sample.
observe() {
  local name=$1 end=$((SECONDS + SECONDS_EACH)) last="" at cpu0 cpu samples0 samples
  : >"$dir/$name.durations"
  : >"$dir/$name.intervals"
  page "$dir/$name.first"
  while ((SECONDS < end)); do
    sleep 0.5
    page "$dir/$name.page" || { echo "observer: no page" >>"$dir/$name.missed"; continue; }
    at=$(value "$dir/$name.page" socket_exporter_sample_timestamp_seconds)
    [[ $at != "$last" ]] || continue
    calc '%.2f\n' "$(value "$dir/$name.page" socket_exporter_sample_duration_seconds) * 1000" >>"$dir/$name.durations"
    [[ -z $last ]] || calc '%.0f\n' "($at - $last) * 1000" >>"$dir/$name.intervals"
    last=$at
  done
  samples0=$(value "$dir/$name.first" socket_exporter_samples_total)
  samples=$(value "$dir/$name.page" socket_exporter_samples_total)
  cpu0=$(value "$dir/$name.first" socket_exporter_sample_cpu_seconds_total)
  cpu=$(value "$dir/$name.page" socket_exporter_sample_cpu_seconds_total)
  calc %.0f "$samples - $samples0" >"$dir/$name.samples"
  calc %.0f "$(value "$dir/$name.page" 'socket_exporter_samples_total{result="failure"}') - $(value "$dir/$name.first" 'socket_exporter_samples_total{result="failure"}')" >"$dir/$name.failures"
  calc %.2f "($cpu - $cpu0) / ($samples - $samples0) * 1000" >"$dir/$name.cpu"
}

storm() {
  local wrk
  serve daemon "$exporter" --web.listen-address="$address" --sampling.interval=1s
  sleep 3
  observe undisturbed
  wrk -t 1 -c "$CONNECTIONS" -d "$((SECONDS_EACH + 3))s" --latency "$url" >"$dir/wrk" &
  wrk=$!
  sleep 1
  observe scraped
  wait "$wrk"
  end_daemon
}

measure() {
  ip link set lo up
  memory native "$exporter" --web.listen-address="$address"
  ! has_node_exporter || memory node prometheus-node-exporter --web.listen-address="$address" "${node_flags[@]}"
  ! command -v wrk >/dev/null || storm
}

at() { cat "$dir/$1"; }

memory_row() {
  printf '| %s | %s | %s | %s | %s | %s | %s | %s | %s |\n' "$1" "$(at "$2.series")" "$(at "$2.rss0")" "$(at "$2.rss")" "$(at "$2.peak")" "$(at "$2.cpu")" \
    "$(calc %.2f "$(of "$dir/$2.scrapes" median) / 1000")" "$(calc %.2f "$(of "$dir/$2.scrapes" p99) / 1000")" "$(of "$dir/$2.scrapes" failures)"
}

storm_row() {
  printf '| %s | %s | %s | %s | %s / %s / %s | %s / %s | %s |\n' "$1" "$3" "$(at "$2.samples")" "$(at "$2.failures")" \
    "$(stat_of min "$dir/$2.intervals")" "$(stat_of median "$dir/$2.intervals")" "$(stat_of max "$dir/$2.intervals")" \
    "$(stat_of median "$dir/$2.durations")" "$(stat_of max "$dir/$2.durations")" "$(at "$2.cpu")"
}

table() {
  printf '| %s scrapes, %s ms apart | series | RSS before, MiB | RSS after | peak | CPU ms a scrape, samples included | median ms | p99 ms | failed |\n|---|--:|--:|--:|--:|--:|--:|--:|--:|\n' "$SCRAPES" "$PAUSE_MS"
  memory_row "socket-exporter, native" native
  [[ ! -s $dir/node.rss ]] || memory_row "prometheus-node-exporter" node
  if [[ -s $dir/scraped.samples ]]; then
    printf '\n| %s s each, a sample a second | scrapes a second | samples | failed | interval ms: least / median / most | sample ms: median / most | CPU ms a sample |\n|---|--:|--:|--:|--:|--:|--:|\n' "$SECONDS_EACH"
    storm_row undisturbed undisturbed 2
    storm_row "wrk, $CONNECTIONS connections" scraped "$(awk '$1 == "Requests/sec:" { printf "%.0f", $2 }' "$dir/wrk")"
    printf '\nwrk: p99 %s, %s answers other than 2xx or 3xx\n' "$(awk '$1 == "99%" { print $2 }' "$dir/wrk")" \
      "$(awk '/Non-2xx/ { n = $NF } END { print n + 0 }' "$dir/wrk")"
  fi
}

if [[ ${1:-} == --inside ]]; then
  measure
  exit
fi

need_root
build_native
name_missing_peer
command -v wrk >/dev/null || echo "no wrk: the second table is left out (Debian package wrk)" >&2
rm -rf "$dir"
mkdir -p "$dir"
in_namespaces
table | tee "$out/scrapes.md"
