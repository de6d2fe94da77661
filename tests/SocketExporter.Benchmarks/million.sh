#!/usr/bin/env bash
# One million TCP sockets with the default configuration, beside a thousand. As root, about 7 minutes, 10 GB of memory free:
#
#   tests/SocketExporter.Benchmarks/million.sh
#
# Half of them are both ends of established connections; half are in TIME_WAIT, which lasts 60 s, so they are made anew all the time (8,400 connections a second,
# about half a core, no part of what is measured). ESTABLISHED=1000000 TIME_WAIT=0 makes all of them established; SECONDS_MEASURED says how long to look.
# What is measured: sampling CPU against the budget of 0.05 cores, interval, memory, and how long a scrape takes; at the end scrapes also while the
# connections pause.
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

readonly ESTABLISHED=${ESTABLISHED:-500000} TIME_WAIT=${TIME_WAIT:-500000} SECONDS_MEASURED=${SECONDS_MEASURED:-300}
readonly SCRAPES=${SCRAPES:-500} PAUSE_MS=${PAUSE_MS:-20} FEW=${FEW:-1000}
# The kernel's minute is up to 62 s long.
readonly RATE=$((TIME_WAIT / 60 + TIME_WAIT / 3000))

dir=$out/million

in_time_wait() { awk '$1 == "TCP:" { for (i = 2; i < NF; i++) if ($i == "tw") print $(i + 1) }' /proc/net/sockstat; }

note() { printf '%s\t%s\n' "$1" "$2" >>"$dir/results"; }

scrapes() {
  "$bench" scrape "$url" "$SCRAPES" "$PAUSE_MS" >"$dir/scrapes" || true
  note "$1: scrape, median ms" "$(calc %.2f "$(of "$dir/scrapes" median) / 1000")"
  note "$1: scrape, p99 ms" "$(calc %.2f "$(of "$dir/scrapes" p99) / 1000")"
  note "$1: scrapes that failed" "$(of "$dir/scrapes" failures)"
  note "$1: page kB" "$(calc %.0f "$(of "$dir/scrapes" page) / 1000")"
}

# For every sample one line: when it began, and all CPU until it was done. The wait after a sample pays for it, so CPU counts until the last sample but one, and time
# until the beginning of the last.
watch_samples() {
  local at last=""
  : >"$dir/samples"
  while true; do
    if page "$dir/watched.page"; then
      at=$(value "$dir/watched.page" socket_exporter_sample_timestamp_seconds)
      [[ $at == "$last" ]] || printf '%s %s\n' "$at" "$(value "$dir/watched.page" socket_exporter_sample_cpu_seconds_total)" >>"$dir/samples"
      last=$at
    fi
    sleep 1
  done
}

few() {
  ip link set lo up
  population "$FEW" "$dir"
  serve few "$exporter" --web.listen-address="$address"
  sleep 11      # two samples more
  scrapes few
  page "$dir/few.page"
  note "few: sockets" "$(calc %d "$(value "$dir/few.page" socket_exporter_sockets_read)")"
  note "few: sample ms" "$(calc %.1f "$(value "$dir/few.page" socket_exporter_sample_duration_seconds) * 1000")"
  note "few: interval s" "$(calc %.2f "$(value "$dir/few.page" socket_exporter_sample_interval_seconds)")"
  note "few: rss MiB" "$(memory_mib "$daemon" VmRSS)"
  note "few: peak MiB" "$(memory_mib "$daemon" VmHWM)"
  end_daemon
}

many() {
  local storm="" started watcher
  ip link set lo up
  sysctl -qw net.ipv4.tcp_max_tw_buckets=$((2 * TIME_WAIT + 10000))
  if ((TIME_WAIT)); then
    exec 8<>"$dir/hold.storm"
    lab time-wait-storm port=9000 "rate=$RATE" <&8 >"$dir/storm.maker" 2>"$dir/storm.err" &
    storm=$!
  fi
  population "$ESTABLISHED" "$dir"
  # A slow machine may not keep the rate; the table says how many there were.
  (wait_for 120 "95 % of the sockets in TIME_WAIT" in_time_wait_enough) || echo "going on with $(in_time_wait)" >&2
  [[ -z $storm ]] || kill -0 "$storm"

  started=$(date +%s.%N)
  serve many "$exporter" --web.listen-address="$address"
  note "many: first page after s" "$(calc %.1f "$(date +%s.%N) - $started")"
  note "many: CPU of the first sample s" "$(calc %.2f "$(value "$dir/many.page" socket_exporter_sample_cpu_seconds_total)")"
  watch_samples &
  watcher=$!
  sleep $((SECONDS_MEASURED - SCRAPES * (PAUSE_MS + 5) / 1000))
  scrapes many
  kill "$watcher"
  wait "$watcher" || true
  page "$dir/many.page"
  note "many: sockets" "$(calc %d "$(value "$dir/many.page" socket_exporter_sockets_read)")"
  note "many: in TIME_WAIT" "$(in_time_wait)"
  note "many: samples" "$(value "$dir/many.page" socket_exporter_samples_total | cut -d. -f1)"
  note "many: samples that failed" "$(value "$dir/many.page" 'socket_exporter_samples_total{result="failure"}' | cut -d. -f1)"
  note "many: sample ms" "$(calc %.0f "$(value "$dir/many.page" socket_exporter_sample_duration_seconds) * 1000")"
  note "many: interval s" "$(calc %.2f "$(value "$dir/many.page" socket_exporter_sample_interval_seconds)")"
  note "many: longest interval s" "$(awk 'NR > 2 && $1 - last > most { most = $1 - last } { last = $1 } END { printf "%.2f", most }' "$dir/samples")"
  note "many: cores from start" "$(awk -v started="$started" '{ cpu = paid; paid = $2; at = $1 } END { if (NR > 1) printf "%.4f", cpu / (at - started) }' "$dir/samples")"
  note "many: cores after the first sample" "$(awk 'NR == 1 { first = $2 } NR == 2 { from = $1 } { cpu = paid; paid = $2; at = $1 } END { if (NR > 2) printf "%.4f", (cpu - first) / (at - from) }' "$dir/samples")"
  note "many: rss MiB" "$(memory_mib "$daemon" VmRSS)"
  note "many: peak MiB" "$(memory_mib "$daemon" VmHWM)"
  if [[ -n $storm ]]; then
    kill -STOP "$storm"
    scrapes "many, at rest"
    note "many, at rest: in TIME_WAIT" "$(in_time_wait)"
    kill -CONT "$storm"
  fi
  end_daemon
}

in_time_wait_enough() { (($(in_time_wait) >= TIME_WAIT * 95 / 100)); }

row() { printf '| %s | %s | %s | %s |\n' "$1" "$(of "$dir/results" "few: $2")" "$(of "$dir/results" "many: $2")" "$(of "$dir/results" "many, at rest: $2")"; }

table() {
  printf '| | few sockets | %s established + %s TIME_WAIT | the same, connections at rest |\n|---|--:|--:|--:|\n' "$ESTABLISHED" "$TIME_WAIT"
  row "sockets read" sockets
  row "in TIME_WAIT at the end" "in TIME_WAIT"
  row "first page after, s" "first page after s"
  row "CPU of the first sample, s" "CPU of the first sample s"
  row "samples" samples
  row "samples that failed" "samples that failed"
  row "time of a sample, ms" "sample ms"
  row "interval shown, s" "interval s"
  row "longest interval, s" "longest interval s"
  row "sampling, cores, from the start" "cores from start"
  row "sampling, cores, after the first sample" "cores after the first sample"
  row "RSS, MiB" "rss MiB"
  row "peak, MiB" "peak MiB"
  row "page, kB" "page kB"
  row "scrape, median ms" "scrape, median ms"
  row "scrape, p99 ms" "scrape, p99 ms"
  row "scrapes that failed" "scrapes that failed"
}

if [[ ${1:-} == --inside ]]; then
  "$2"
  exit
fi

need_root
build_native
rm -rf "$dir"
mkdir -p "$dir"
in_namespaces few
rm -f "$dir"/maker.* "$dir/hold"
mkfifo "$dir/hold.storm"
in_namespaces many
table | tee "$out/million.md"
