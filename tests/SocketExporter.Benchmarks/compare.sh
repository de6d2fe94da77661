#!/usr/bin/env bash
# What a sample costs with one build of the exporter to what it costs with another, in turn on the same sockets. As root, about 5 minutes for each share:
#
#   tests/SocketExporter.Benchmarks/compare.sh BEFORE AFTER [PERCENT…]        default: 0 2 50
#
# BEFORE and AFTER are programs (native builds). SOCKETS (100000) are established over 64 service ports; so many percent of them hold bytes that nobody reads, so that they are followed
# and, after ten seconds, stuck. ROUNDS (5), WARM_UP (13 s) and SECONDS_EACH (15) may be set lower for a first look.
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

readonly SOCKETS=${SOCKETS:-100000} ROUNDS=${ROUNDS:-5} WARM_UP=${WARM_UP:-13} SECONDS_EACH=${SECONDS_EACH:-15}

# sample_ms NAME PROGRAM: CPU time of the sampling thread a sample.
sample_ms() {
  local cpu0 samples0
  serve "$1" "$2" --web.listen-address="$address" --sampling.interval=1s --sampling.cpu-budget=1
  sleep "$WARM_UP"
  page "$dir/$1.page"
  cpu0=$(value "$dir/$1.page" socket_exporter_sample_cpu_seconds_total) samples0=$(value "$dir/$1.page" socket_exporter_samples_total)
  sleep "$SECONDS_EACH"
  page "$dir/$1.page"
  end_daemon
  calc %.3f "($(value "$dir/$1.page" socket_exporter_sample_cpu_seconds_total) - $cpu0) / ($(value "$dir/$1.page" socket_exporter_samples_total) - $samples0) * 1000" >"$dir/ms"
}

measure() {
  local round before after
  dir=$out/compare/$3
  ip link set lo up
  population "$SOCKETS" "$dir" "$3"
  for ((round = 0; round < ROUNDS; round++)); do
    sample_ms before "$1"
    before=$(<"$dir/ms")
    sample_ms after "$2"
    after=$(<"$dir/ms")
    echo "$before" >>"$dir/before"
    echo "$after" >>"$dir/after"
    calc '%.3f\n' "$after / $before" >>"$dir/ratio"
  done
}

if [[ ${1:-} == --inside ]]; then
  measure "$2" "$3" "$4"
  exit
fi

need_root
[[ -x ${1:-} && -x ${2:-} ]] || { sed -n '2,8p' "$0" >&2; exit 2; }
programs=("$(realpath "$1")" "$(realpath "$2")")
shift 2
shares=("$@")
((${#shares[@]})) || shares=(0 2 50)
[[ -n ${NO_BUILD:-} ]] || dotnet build "$root/tests/SocketExporter.Lab" -c Release -v quiet --nologo
for share in "${shares[@]}"; do
  rm -rf "${out:?}/compare/$share"
  mkdir -p "$out/compare/$share"
  echo "$share percent …" >&2
  in_namespaces "${programs[@]}" "$share"
done
{
  printf '| of %s sockets with a queue | before, ms | after, ms | median of the ratios | least to largest |\n|--:|--:|--:|--:|--:|\n' "$SOCKETS"
  for share in "${shares[@]}"; do
    dir=$out/compare/$share
    printf '| %s %% | %s | %s | %s | %s to %s |\n' "$share" "$(stat_of median "$dir/before")" "$(stat_of median "$dir/after")" "$(stat_of median "$dir/ratio")" "$(stat_of min "$dir/ratio")" "$(stat_of max "$dir/ratio")"
  done
} | tee "$out/compare.md"
