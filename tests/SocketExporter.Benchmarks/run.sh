#!/usr/bin/env bash
# Makes the numbers of docs/performance.md. As root, about 15 minutes on two cores:
#
#   tests/SocketExporter.Benchmarks/run.sh [SOCKETS…]        default: 1000 100000
#
# Builds the exporter twice (framework-dependent and native), then for each population enters network and process namespaces of its own, makes that many
# established TCP sockets over 64 service ports, measures the parts (the benchmark program) and then whole processes, one after the other: both builds of
# the exporter and, where it is installed, prometheus-node-exporter. The table is printed at the end; everything measured stays in artifacts/benchmarks.
# The namespaces end with the script, and every process and socket in them.
set -euo pipefail

readonly PORTS=64 PORTS_PER_MAKER=8 QUIET_PROCESSES=100      # a maker holds at most 20,000 fds: 160,000 sockets in all
readonly ROUNDS=${ROUNDS:-40} WARM_UP_SCRAPES=${WARM_UP_SCRAPES:-20} SCRAPES=${SCRAPES:-100}

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
out=$root/artifacts/benchmarks

build() {
  dotnet build "$here" -c Release -v quiet --nologo
  dotnet build "$root/tests/SocketExporter.Lab" -c Release -v quiet --nologo
  # Its own lock file: the native compiler's package is no part of the ordinary restore.
  dotnet publish "$root/src/SocketExporter" -c Release -r linux-x64 -p:PublishAot=true -p:NuGetLockFilePath=obj/native.lock.json \
    --artifacts-path "$out/native.build" -o "$out/native" -v minimal --nologo | tee "$out/native.log"
  if command -v gcc >/dev/null; then gcc -O2 -Wall -o "$out/bare_dump" "$here/bare_dump.c"; else echo "no gcc: the bare dump in C is left out"; fi
  command -v prometheus-node-exporter >/dev/null || echo "no prometheus-node-exporter: it is left out (apt-get install prometheus-node-exporter)"
}

# Both ends of a loopback connection count: N sockets are N/2 connections.
populate() {
  local connections=$(($1 / 2)) port=0 words maker=0
  mkfifo "$dir/hold"
  exec 9<>"$dir/hold"       # the makers live until their standard input ends
  while ((port < PORTS)); do
    words=()
    for ((i = 0; i < PORTS_PER_MAKER; i++, port++)); do
      words+=(established family=ipv4 "port=$((8000 + port))" "count=$((connections / PORTS + (port < connections % PORTS)))")
    done
    dotnet "$root/tests/SocketExporter.Lab/bin/Release/net10.0/SocketExporter.Lab.dll" "${words[@]}" <"$dir/hold" >"$dir/maker.$maker" &
    maker=$((maker + 1))
  done
  local waited=0
  until (($(cat "$dir"/maker.* | wc -l) == maker)); do
    ((waited++ < 600)) || { echo "the population was not there after 60 s" >&2; exit 1; }
    sleep 0.1
  done
  for ((i = 0; i < QUIET_PROCESSES; i++)); do sleep infinity & done
}

# User and system time of a process, in clock ticks.
ticks() { awk '{ print $14 + $15 }' "/proc/$1/stat"; }

memory_kb() { awk -v name="$2:" '$1 == name { print $2 }' "/proc/$1/status"; }

# Sum of an unlabelled series, or of all series of a family.
value() { awk -v name="$2" '$1 == name || index($1, name "{") == 1 { sum += $2 } END { printf "%.6f", sum }' "$1"; }

note() { printf '%s\t%s\n' "$1" "$2" >>"$dir/processes"; }

# One daemon at a time: two that read the sockets in the same moment slow each other down.
measure_process() {
  local name=$1 pid i ticks0 cpu0=0 samples0=0 samples
  shift
  "$@" >"$dir/$name.log" 2>&1 &
  pid=$!
  sleep 3
  for ((i = 0; i < WARM_UP_SCRAPES + SCRAPES; i++)); do
    if ((i == WARM_UP_SCRAPES)); then
      ticks0=$(ticks "$pid")
      cpu0=$(value "$dir/$name.page" socket_exporter_sample_cpu_seconds_total)
      samples0=$(value "$dir/$name.page" socket_exporter_samples_total)
    fi
    curl -sf --max-time 10 -o "$dir/$name.page" "http://127.0.0.1:10105/metrics"
    sleep 1
  done
  samples=$SCRAPES
  if [[ $name != node ]]; then
    # A scrape brings no sample about: the sampler has its own clock.
    samples=$(awk -v a="$samples0" -v b="$(value "$dir/$name.page" socket_exporter_samples_total)" 'BEGIN { print b - a }')
    note "$name sampling ms" "$(awk -v a="$cpu0" -v b="$(value "$dir/$name.page" socket_exporter_sample_cpu_seconds_total)" -v n="$samples" \
      'BEGIN { printf "%.2f", (b - a) / n * 1000 }')"
  fi
  note "$name process ms" "$(awk -v a="$ticks0" -v b="$(ticks "$pid")" -v n="$samples" -v hz="$(getconf CLK_TCK)" 'BEGIN { printf "%.2f", (b - a) / hz / n * 1000 }')"
  note "$name samples" "$samples"
  note "$name series" "$(grep -vc '^#' "$dir/$name.page")"
  note "$name rss kB" "$(memory_kb "$pid" VmRSS)"
  note "$name peak kB" "$(memory_kb "$pid" VmHWM)"
  kill "$pid"
  wait "$pid" || true
}

measure_processes() {
  local exporter_flags=(--web.listen-address=127.0.0.1:10105 --sampling.interval=1s --sampling.cpu-budget=1)
  measure_process native "$out/native/socket-exporter" "${exporter_flags[@]}"
  if command -v prometheus-node-exporter >/dev/null; then
    measure_process node prometheus-node-exporter --web.listen-address=127.0.0.1:10105 --collector.disable-defaults --collector.tcpstat --collector.sockstat \
      --collector.netstat --collector.netdev
  fi
  measure_process framework "$root/src/SocketExporter/bin/Release/net10.0/socket-exporter" "${exporter_flags[@]}"
}

measure() {
  local sockets=$1
  dir=$out/$sockets
  ip link set lo up
  populate "$sockets"
  local bench=(dotnet "$here/bin/Release/net10.0/SocketExporter.Benchmarks.dll")
  : >"$dir/floors"
  for i in 1 2 3; do
    [[ -x $out/bare_dump ]] && printf 'c\t%s\n' "$("$out/bare_dump" "$ROUNDS")" >>"$dir/floors"
    printf 'cs\t%s\n' "$("${bench[@]}" floor "$ROUNDS" | awk -F'\t' '$1 == "floor" { print $2 }')" >>"$dir/floors"
  done
  "${bench[@]}" tcp "$ROUNDS" >"$dir/tcp"
  "${bench[@]}" sample "$ROUNDS" >"$dir/sample"
  "${bench[@]}" render "$ROUNDS" >"$dir/render"
  : >"$dir/processes"
  measure_processes
}

# of FILE NAME: the value of one line, or nothing.
of() { awk -F'\t' -v name="$2" '$1 == name { print $2 }' "$1"; }
floor_ms() { awk -F'[\t ]' -v kind="$2" '$1 == kind { print $2 }' "$out/$1/floors" | sort -n | awk '{ a[NR] = $1 } END { if (NR) printf "%.2f", a[int((NR + 1) / 2)] / 1000 }'; }
in_ms() { awk -v us="$1" 'BEGIN { if (us != "") printf "%.2f", us / 1000 }'; }
in_mib() { awk -v kb="$1" 'BEGIN { if (kb != "") printf "%.1f", kb / 1024 }'; }

# row TITLE, then for each population: CPU ms, RSS, peak
row() {
  printf '| %s |' "$1"
  shift
  for cell; do printf ' %s |' "${cell:-–}"; done
  printf '\n'
}

table() {
  local cells n name f
  printf '|'
  for n; do printf ' | %s sockets: CPU ms | RSS MiB | peak MiB' "$n"; done
  printf ' |\n|---|'
  for n; do printf -- '--:|--:|--:|'; done
  printf '\n'
  for name in c cs; do
    cells=()
    for n; do cells+=("$(floor_ms "$n" $name)" "" ""); done
    row "bare dump in $([[ $name == c ]] && echo C || echo 'C#')" "${cells[@]}"
  done
  cells=()
  for n; do
    cells+=("$(in_ms "$(of "$out/$n/tcp" "section tcp")") ($(of "$out/$n/tcp" "section tcp to floor") × the dump beside it)" "" "")
  done
  row "section tcp" "${cells[@]}"
  for name in native framework node; do
    cells=()
    for n; do
      f=$out/$n/processes
      cells+=("$(of "$f" "$name process ms")" "$(in_mib "$(of "$f" "$name rss kB")")" "$(in_mib "$(of "$f" "$name peak kB")")")
    done
    case $name in
      native)
        row "socket-exporter, native" "${cells[@]}"
        cells=()
        for n; do cells+=("$(of "$out/$n/processes" "native sampling ms")" "" ""); done
        row "… its sampling thread" "${cells[@]}"
        ;;
      framework) row "socket-exporter, framework-dependent" "${cells[@]}" ;;
      node) row "prometheus-node-exporter" "${cells[@]}" ;;
    esac
  done
}

if [[ ${1:-} == --inside ]]; then
  measure "$2"
  exit
fi

[[ $(id -u) == 0 ]] || { echo "run.sh needs root for its namespaces" >&2; exit 1; }
populations=("$@")
((${#populations[@]})) || populations=(1000 100000)
mkdir -p "$out"
[[ -n ${NO_BUILD:-} ]] || build
for sockets in "${populations[@]}"; do
  rm -rf "${out:?}/$sockets"
  mkdir -p "$out/$sockets"
  echo "$sockets sockets …" >&2
  unshare --net --pid --fork --kill-child --mount-proc "${BASH_SOURCE[0]}" --inside "$sockets"
done
table "${populations[@]}" | tee "$out/table.md"
