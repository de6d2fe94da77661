#!/usr/bin/env bash
# Makes the first table of docs/performance.md. As root, about 8 minutes for each population on two cores:
#
#   tests/SocketExporter.Benchmarks/run.sh [SOCKETS…]        default: 1000 100000
#
# For each population it makes that many established TCP sockets over 64 service ports, measures the parts (the benchmark program, native) and then whole
# processes, one after the other: both builds of the exporter and, where it is installed, prometheus-node-exporter. The table is printed at the end; everything
# measured stays in artifacts/benchmarks. ROUNDS, PAIRS, WARM_UP_SCRAPES and SCRAPES may be set lower for a first look.
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

readonly QUIET_PROCESSES=100
readonly ROUNDS=${ROUNDS:-40} PAIRS=${PAIRS:-150} WARM_UP_SCRAPES=${WARM_UP_SCRAPES:-20} SCRAPES=${SCRAPES:-100}
library=$out/libbare_dump.so

build() {
  build_native
  if command -v gcc >/dev/null; then
    gcc -O2 -Wall -shared -fPIC -o "$library" "$here/bare_dump.c"
  else
    rm -f "$library"
    echo "no gcc: the bare dump in C is left out (Debian package gcc)" >&2
  fi
  [[ -n ${NO_BUILD:-} ]] || dotnet build "$root/src/SocketExporter" -c Release -v quiet --nologo
}

note() { printf '%s\t%s\n' "$1" "$2" >>"$dir/processes"; }

# One daemon at a time: two that read the sockets in the same moment slow each other down.
measure_process() {
  local name=$1 i ticks0 cpu0=0 samples0=0 samples
  serve "$@"
  sleep 3
  for ((i = 0; i < WARM_UP_SCRAPES + SCRAPES; i++)); do
    if ((i == WARM_UP_SCRAPES)); then
      ticks0=$(ticks "$daemon")
      cpu0=$(value "$dir/$name.page" socket_exporter_sample_cpu_seconds_total)
      samples0=$(value "$dir/$name.page" socket_exporter_samples_total)
    fi
    page "$dir/$name.page"
    sleep 1
  done
  samples=$SCRAPES
  if [[ $name != node ]]; then
    # A scrape brings no sample about: the sampler has its own clock.
    samples=$(calc %d "$(value "$dir/$name.page" socket_exporter_samples_total) - $samples0")
    note "$name sampling ms" "$(calc %.2f "($(value "$dir/$name.page" socket_exporter_sample_cpu_seconds_total) - $cpu0) / $samples * 1000")"
  fi
  note "$name process ms" "$(calc %.2f "($(ticks "$daemon") - $ticks0) / $(getconf CLK_TCK) / $samples * 1000")"
  note "$name samples" "$samples"
  note "$name series" "$(grep -vc '^#' "$dir/$name.page")"
  note "$name rss MiB" "$(memory_mib "$daemon" VmRSS)"
  note "$name peak MiB" "$(memory_mib "$daemon" VmHWM)"
  end_daemon
}

measure_processes() {
  local exporter_flags=(--web.listen-address="$address" --sampling.interval=1s --sampling.cpu-budget=1)
  measure_process native "$exporter" "${exporter_flags[@]}"
  ! has_node_exporter || measure_process node prometheus-node-exporter --web.listen-address="$address" "${node_flags[@]}"
  measure_process framework "$root/src/SocketExporter/bin/Release/net10.0/socket-exporter" "${exporter_flags[@]}"
}

measure() {
  local i
  dir=$out/$1
  ip link set lo up
  population "$1" "$dir"
  for ((i = 0; i < QUIET_PROCESSES; i++)); do sleep infinity & done
  if [[ -e $library ]]; then "$bench" floor "$PAIRS" "$library" >"$dir/floor"; else "$bench" floor "$PAIRS" >"$dir/floor"; fi
  "$bench" tcp "$ROUNDS" >"$dir/tcp"
  "$bench" sample "$ROUNDS" >"$dir/sample"
  "$bench" render "$ROUNDS" >"$dir/render"
  : >"$dir/processes"
  measure_processes
}

in_ms() { [[ -z $1 ]] || calc %.2f "$1 / 1000"; }

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
  cells=()
  for n; do cells+=("$(in_ms "$(of "$out/$n/floor" "floor in C")")" "" ""); done
  row "bare dump in C" "${cells[@]}"
  cells=()
  for n; do cells+=("$(in_ms "$(of "$out/$n/floor" floor)")" "" ""); done
  row "bare dump in C#" "${cells[@]}"
  cells=()
  for n; do cells+=("$(in_ms "$(of "$out/$n/tcp" "section tcp with all that is followed")")" "" ""); done
  row "section tcp" "${cells[@]}"
  for name in native framework node; do
    cells=()
    for n; do
      f=$out/$n/processes
      cells+=("$(of "$f" "$name process ms")" "$(of "$f" "$name rss MiB")" "$(of "$f" "$name peak MiB")")
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

ratio_row() {
  local title=$1 file=$2 name=$3 cells=()
  shift 3
  for n; do cells+=("$(of "$out/$n/$file" "$name")"); done
  row "$title" "${cells[@]}"
}

# Of pairs that stood side by side, so that noise falls on both.
ratios() {
  local cells=() n
  printf '\n| median of the ratios of pairs |'
  for n; do printf ' %s sockets |' "$n"; done
  printf '\n|---|'
  for n; do printf -- '--:|'; done
  printf '\n'
  ratio_row "bare dump in C# to the one in C" floor "floor to C" "$@"
  ratio_row "… least to least" floor "floor to C, least to least" "$@"
  ratio_row "… to itself a run before: what noise makes of 1" floor "floor to itself" "$@"
  ratio_row "… distance of the quartiles of that" floor "floor to itself, quartile distance" "$@"
  ratio_row "section tcp to the bare dump in C#, of the same requests" tcp "section tcp with all that is followed to floor" "$@"
  ratio_row "… sockets counted, nothing else followed" tcp "section tcp to floor" "$@"
  ratio_row "… its reader alone" tcp "reader to floor" "$@"
  ratio_row "bare dump with tcp_info, as one walk in six has it, to the one without" tcp "floor with tcp_info to floor" "$@"
  ratio_row "making the page, µs a series" render "publish of a series" "$@"
  if has_node_exporter; then
    cells=()
    for n; do cells+=("$(calc %.2f "$(of "$out/$n/processes" "native process ms") / $(of "$out/$n/processes" "node process ms")")"); done
    row "CPU of a sample and its page to a scrape of node_exporter" "${cells[@]}"
    cells=()
    for n; do cells+=("$(calc %.2f "$(of "$out/$n/processes" "native peak MiB") / $(of "$out/$n/processes" "node peak MiB")")"); done
    row "peak memory to node_exporter's" "${cells[@]}"
  fi
}

if [[ ${1:-} == --inside ]]; then
  measure "$2"
  exit
fi

need_root
build
name_missing_peer
populations=("$@")
((${#populations[@]})) || populations=(1000 100000)
for sockets in "${populations[@]}"; do
  rm -rf "${out:?}/$sockets"
  mkdir -p "$out/$sockets"
  echo "$sockets sockets …" >&2
  in_namespaces "$sockets"
done
{
  table "${populations[@]}"
  ratios "${populations[@]}"
} | tee "$out/table.md"
