#!/usr/bin/env bash
# From the start of the process to the first page answered with 200, beside prometheus-node-exporter's, on a host of its own with nothing on it. As root, about
# half a minute:
#
#   tests/SocketExporter.Benchmarks/start.sh
#
# ROUNDS (20) starts of each, in turn. Before its first sample the exporter answers 503, so its first 200 has a whole sample behind it.
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

readonly ROUNDS=${ROUNDS:-20}
dir=$out/start

start() { "$bench" start "$url" "$@" | awk -F'\t' '{ printf "%.1f\n", $2 }'; }

measure() {
  ip link set lo up
  # Once each for the page cache.
  start "$exporter" --web.listen-address="$address" >/dev/null
  ! has_node_exporter || start prometheus-node-exporter --web.listen-address="$address" "${node_flags[@]}" >/dev/null
  for ((i = 0; i < ROUNDS; i++)); do
    start "$exporter" --web.listen-address="$address" >>"$dir/native"
    ! has_node_exporter || start prometheus-node-exporter --web.listen-address="$address" "${node_flags[@]}" >>"$dir/node"
  done
}

table() {
  printf '| ms | median | least | most |\n|---|--:|--:|--:|\n'
  printf '| socket-exporter, native | %s | %s | %s |\n' "$(stat_of median "$dir/native")" "$(stat_of min "$dir/native")" "$(stat_of max "$dir/native")"
  if [[ -s $dir/node ]]; then
    printf '| prometheus-node-exporter | %s | %s | %s |\n' "$(stat_of median "$dir/node")" "$(stat_of min "$dir/node")" "$(stat_of max "$dir/node")"
    printf '| difference of the medians | %s | | |\n' "$(calc %.1f "$(stat_of median "$dir/native") - $(stat_of median "$dir/node")")"
  fi
}

if [[ ${1:-} == --inside ]]; then
  measure
  exit
fi

need_root
build_native
name_missing_peer
rm -rf "$dir"
mkdir -p "$dir"
in_namespaces
table | tee "$out/start.md"
