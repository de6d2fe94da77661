#!/usr/bin/env bash
# What hosts have by the thousand beside TCP sockets, one kind at a time: 1,000 interfaces, 100,000 routes, 100,000 unix sockets, 100,000 UDP sockets, and the table of
# 500,000 TCP sockets in a terminal. As root, about 10 minutes on two cores:
#
#   tests/SocketExporter.Benchmarks/wide.sh [PART…]        default: interfaces routes unix udp table
#
# Each part makes its own, in namespaces of its own, and measures the exporter's reader alone (the benchmark program), a whole sample of the daemon, and what ip, ss,
# netstat and node_exporter take for the same. INTERFACES, ROUTES, UNIX, UDP, TABLE, ROUNDS and RUNS may be set lower for a first look.
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

readonly INTERFACES=${INTERFACES:-1000} ROUTES=${ROUTES:-100000} UNIX=${UNIX:-100000} UDP=${UDP:-100000} TABLE=${TABLE:-500000}
readonly ROUNDS=${ROUNDS:-20} RUNS=${RUNS:-5} SAMPLES=${SAMPLES:-10} SCRAPES=${SCRAPES:-10}
readonly MAX_SOCKETS_PER_MAKER=$((MAX_CONNECTIONS_PER_MAKER * 2)) FIRST_UDP_PORT=33000      # inside ip_local_port_range, where clients are
wide=$out/wide
dir=$wide/${2:-}

note() { printf '%s\t%s\n' "$1" "$2" >>"$dir/results"; }

# cpu NAME RUNS COMMAND…: user and system time of a command, its output thrown away; the median in ms. Left out where the command is not installed.
cpu() {
  local name=$1 runs=$2 i TIMEFORMAT='%U %S'
  shift 2
  command -v "$1" >/dev/null || return 0
  : >"$dir/$name.runs"
  for ((i = 0; i < runs; i++)); do
    { time "$@" >/dev/null 2>&1; } 2>&1 | awk '{ print ($1 + $2) * 1000 }' >>"$dir/$name.runs"
  done
  note "$name ms" "$(stat_of median "$dir/$name.runs")"
}

# A whole sample, and the daemon's memory.
exporter_sample() {
  local cpu0 samples0 samples
  serve exporter "$exporter" --web.listen-address="$address" --sampling.interval=1s --sampling.cpu-budget=1
  sleep 3
  page "$dir/exporter.page"
  cpu0=$(value "$dir/exporter.page" socket_exporter_sample_cpu_seconds_total) samples0=$(value "$dir/exporter.page" socket_exporter_samples_total)
  sleep "$SAMPLES"
  page "$dir/exporter.page"
  samples=$(calc %d "$(value "$dir/exporter.page" socket_exporter_samples_total) - $samples0")
  ((samples > 0)) || samples=1
  note "sample ms" "$(calc %.2f "($(value "$dir/exporter.page" socket_exporter_sample_cpu_seconds_total) - $cpu0) / $samples * 1000")"
  note "rss MiB" "$(memory_mib "$daemon" VmRSS)"
  end_daemon
}

# node_exporter_scrape SCRAPES COLLECTOR…: those of it that look at the same.
node_exporter_scrape() {
  local i ticks0 scrapes=$1
  shift
  has_node_exporter || return 0
  serve node prometheus-node-exporter --web.listen-address="$address" --collector.disable-defaults "${@/#/--collector.}"
  ticks0=$(ticks "$daemon")
  for ((i = 0; i < scrapes; i++)); do
    if ! curl -sf --max-time 60 -o "$dir/node.page" "$url"; then
      # 100,000 UDP sockets: /proc/net/udp costs by the square.
      echo "prometheus-node-exporter --collector.$* did not answer within a minute" >&2
      end_daemon
      return 0
    fi
  done
  note "node ms" "$(calc %.2f "($(ticks "$daemon") - $ticks0) / $(getconf CLK_TCK) / $scrapes * 1000")"
  end_daemon
}

readers() { "$bench" readers "$ROUNDS" >"$dir/readers"; }

interfaces() {
  local i
  ip link set lo up
  for ((i = 0; i < INTERFACES / 2; i++)); do
    printf 'link add wan%d type veth peer name lan%d\nlink set wan%d addrgenmode none up\nlink set lan%d addrgenmode none up\n' "$i" "$i" "$i" "$i"
  done >"$dir/batch"
  ip -batch "$dir/batch"
  note items "$(ip -o link | wc -l)"
  readers
  cpu ip "$RUNS" ip -s link
  cpu netstat "$RUNS" netstat -i
  cpu ours "$RUNS" "$exporter" netstat -i
  exporter_sample
  node_exporter_scrape "$SCRAPES" netclass netdev
}

routes() {
  local i
  ip link set lo up
  ip link add wan0 type veth peer name lan0
  ip link set wan0 up
  ip link set lan0 up
  ip address add 192.0.2.1/24 dev wan0
  for ((i = 0; i < ROUTES; i++)); do printf 'route add 10.%d.%d.%d/32 via 192.0.2.2\n' $((i >> 16)) $((i >> 8 & 255)) $((i & 255)); done >"$dir/batch"
  ip -batch "$dir/batch"
  note items "$(ip route show table all | wc -l)"
  readers
  cpu ip "$RUNS" ip route show table all
  cpu netstat "$RUNS" netstat -rn
  cpu ours "$RUNS" "$exporter" netstat -rn
  exporter_sample
}

# made COUNT WORDS: a line of scenarios for each maker, with how many it makes and which it is.
made() {
  local count=$1 maker=0 each
  shift
  mkfifo "$dir/hold"
  exec 9<>"$dir/hold"
  for ((; count > 0; count -= each, maker++)); do
    each=$((count < MAX_SOCKETS_PER_MAKER - 3800 ? count : MAX_SOCKETS_PER_MAKER - 3800))
    : >"$dir/maker.$maker"
    lab $("$@" "$each" "$maker") <"$dir/hold" >"$dir/maker.$maker" 2>"$dir/maker.$maker.err" &
  done
  wait_for 300 "the population" answered "$dir" "$maker"
}

pairs() { echo unix-pairs kind=stream "count=$(($1 / 2))"; }

bound() { echo udp-bound "count=$1" "port=$FIRST_UDP_PORT" "host=$(($2 + 1))"; }

unix() {
  ip link set lo up
  made "$UNIX" pairs
  note items "$(ss -xan | wc -l)"
  readers
  cpu ss "$RUNS" ss -xan
  cpu netstat "$RUNS" netstat -xan
  cpu ours "$RUNS" "$exporter" netstat -xan
  exporter_sample
}

udp() {
  ip link set lo up
  made "$UDP" bound
  note items "$(ss -uan | wc -l)"
  readers
  cpu ss "$RUNS" ss -uan
  # /proc/net/udp costs by the square: seconds to a minute for each look.
  cpu netstat 1 netstat -uan
  cpu ours "$RUNS" "$exporter" netstat -uan
  exporter_sample
  node_exporter_scrape 1 udp_queues
}

# printed NAME COMMAND…: by the clock and CPU, in s, and memory where GNU time is installed. In turn with the others, RUNS times.
printed() {
  local name=$1
  shift
  command -v "$1" >/dev/null || return 0
  if command -v time >/dev/null; then
    command time -f '%e %U %S %M' -o "$dir/one" "$@" >/dev/null
  else
    local TIMEFORMAT='%R %U %S'
    { time "$@" >/dev/null; } 2>"$dir/one"
  fi
  awk '{ print $1 }' "$dir/one" >>"$dir/$name.elapsed"
  awk '{ print $2 + $3 }' "$dir/one" >>"$dir/$name.cpu"
  awk 'NF > 3 { print $4 / 1024 }' "$dir/one" >>"$dir/$name.memory"
}

table() {
  local i
  ip link set lo up
  population "$TABLE" "$dir"
  note items "$(ss -tan | wc -l)"
  for ((i = 0; i < RUNS; i++)); do
    ! has_command || printed exporter "$exporter" netstat -tan
    printed ss ss -tan
    ((i >= 2)) || printed netstat netstat -tan
  done
}

has_command() { "$exporter" netstat -tan >/dev/null 2>&1; }

# each FILE NAME ITEMS [UNIT]: µs an item, or nothing was measured.
each() {
  local found
  found=$(of "$1" "$2")
  [[ -z $found ]] && printf '–' || calc %.2f "$found * ${4:-1000} / $3"
}

row() {
  local title=$1 part=$2 reader=$3 tool=$4 items
  [[ -s $wide/$part/results ]] || return 0
  items=$(of "$wide/$part/results" items)
  printf '| %s | %s | %s | %s | %s | %s | %s | %s | %s |\n' "$title" "$items" "$(each "$wide/$part/readers" "$reader" "$items" 1)" \
    "$(of "$wide/$part/results" "sample ms")" "$(of "$wide/$part/results" "rss MiB")" "$(each "$wide/$part/results" "ours ms" "$items")" \
    "$(each "$wide/$part/results" "$tool ms" "$items")" "$(each "$wide/$part/results" "netstat ms" "$items")" "$(each "$wide/$part/results" "node ms" "$items")"
}

items_table() {
  printf '| | items | reader, µs an item | whole sample, CPU ms | RSS MiB | `socket-exporter netstat`, µs an item | ip or ss, µs an item | netstat, µs an item | node_exporter, µs an item |\n|---|--:|--:|--:|--:|--:|--:|--:|--:|\n'
  row "interfaces, nothing changed" interfaces "interfaces at rest" ip
  row "interfaces, one has changed" interfaces "interfaces all" ip
  row "routes, nothing changed" routes "routes at rest" ip
  row "routes, one has changed" routes "routes all" ip
  row "unix sockets" unix unix ss
  row "UDP sockets" udp udp ss
}

print_row() { [[ ! -s $wide/table/$2.elapsed ]] || printf '| %s | %s | %s | %s |\n' "$1" "$(stat_of median "$wide/table/$2.elapsed")" "$(stat_of median "$wide/table/$2.cpu")" "$([[ ! -s $wide/table/$2.memory ]] || calc %.0f "$(stat_of median "$wide/table/$2.memory")")"; }

terminal_table() {
  printf '| the table of %s TCP sockets | s | CPU s | peak MiB |\n|---|--:|--:|--:|\n' "$(of "$wide/table/results" items)"
  print_row '`socket-exporter netstat -tan`' exporter
  print_row '`ss -tan`' ss
  print_row '`netstat -tan`' netstat
}

if [[ ${1:-} == --inside ]]; then
  "$2"
  exit
fi

need_root
need ip iproute2
build_native
name_missing_peer
parts=("$@")
((${#parts[@]})) || parts=(interfaces routes unix udp table)
for part in "${parts[@]}"; do
  rm -rf "${wide:?}/$part"
  mkdir -p "$wide/$part"
  echo "$part …" >&2
  in_namespaces "$part"
done
items_table | tee "$out/wide.md"
[[ ! -s $wide/table/results ]] || terminal_table | tee "$out/terminal.md"
