# What the scripts of this folder share; sourced by them. They work as root, in network and process namespaces of their own that end with the script.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
out=$root/artifacts/benchmarks
exporter=$out/native/socket-exporter
bench=$out/bench/SocketExporter.Benchmarks
readonly address=127.0.0.1:10105 url=http://127.0.0.1:10105/metrics
readonly node_flags=(--collector.disable-defaults --collector.tcpstat --collector.sockstat --collector.netstat --collector.netdev)
readonly PORTS=64 MAX_CONNECTIONS_PER_MAKER=9900      # a process has at most 20,000 descriptors, two a connection

need_root() { [[ $(id -u) == 0 ]] || { echo "${0##*/} needs root for its namespaces" >&2; exit 1; }; }

# need TOOL PACKAGE: without it there is nothing to measure.
need() { command -v "$1" >/dev/null || { echo "${0##*/} needs $1 (Debian package $2)" >&2; exit 1; }; }

has_node_exporter() { command -v prometheus-node-exporter >/dev/null; }

# met TITLE LIMIT VALUE: one line of the list of goals; an empty value was not measured.
met() {
  local verdict="not measured"
  [[ -z $3 ]] || verdict=$(awk -v limit="$2" -v value="$3" 'BEGIN { print value + 0 <= limit + 0 ? "met" : "missed" }')
  printf '| %s | %s | %s | %s |\n' "$1" "$2" "${3:-–}" "$verdict"
}

name_missing_peer() { has_node_exporter || echo "no prometheus-node-exporter: its rows are left out (Debian package prometheus-node-exporter)" >&2; }

# Native builds of the exporter and of the benchmark program. Lock files of their own: the native compiler's package is no part of the ordinary restore.
# NO_BUILD=1 takes what is there.
build_native() {
  [[ -z ${NO_BUILD:-} ]] || return 0
  local project name
  mkdir -p "$out"
  for project in src/SocketExporter:native tests/SocketExporter.Benchmarks:bench; do
    name=${project#*:}
    dotnet publish "$root/${project%:*}" -c Release -r "linux-$(uname -m | sed 's/x86_64/x64/; s/aarch64/arm64/')" -p:PublishAot=true \
      -p:NuGetLockFilePath=obj/native.lock.json --artifacts-path "$out/$name.build" -o "$out/$name" -v minimal --nologo >"$out/$name.log" \
      || { cat "$out/$name.log" >&2; exit 1; }
  done
  dotnet build "$root/tests/SocketExporter.Lab" -c Release -v quiet --nologo
}

# in_namespaces WORDS…: this script again, inside. It and all that it starts end when it ends, or this shell does, however.
in_namespaces() {
  local pid status=0
  setpriv --pdeathsig KILL unshare --net --pid --fork --kill-child --mount-proc "$here/${0##*/}" --inside "$@" &
  pid=$!
  trap 'kill -KILL '"$pid"' 2>/dev/null || true; exit 130' INT TERM
  wait "$pid" || status=$?
  trap - INT TERM
  return "$status"
}

lab() { dotnet "$root/tests/SocketExporter.Lab/bin/Release/net10.0/SocketExporter.Lab.dll" "$@"; }

# population SOCKETS DIR [PERCENT]: established connections of loopback over 64 service ports, 8000 to 8063. Both ends count: N sockets are N/2 connections. So many percent of the
# sockets hold bytes that nobody reads, on ports 9000 to 9063.
# File descriptor 9 holds them: the makers live until it closes.
population() {
  local connections=$(($1 / 2)) dir=$2 port=0 maker=0 i words queued=$(($1 * ${3:-0} / 100 / PORTS))
  local each=$((connections / PORTS)) ports_each=8
  ((each < MAX_CONNECTIONS_PER_MAKER)) || { echo "$1 sockets are more than $((PORTS * MAX_CONNECTIONS_PER_MAKER * 2)), what $PORTS makers can hold" >&2; exit 1; }
  while (((each + 1) * ports_each > MAX_CONNECTIONS_PER_MAKER)); do ports_each=$((ports_each / 2)); done
  mkfifo "$dir/hold"
  exec 9<>"$dir/hold"
  while ((port < PORTS)); do
    words=()
    for ((i = 0; i < ports_each; i++, port++)); do
      words+=(established family=ipv4 "port=$((8000 + port))" "count=$((each + (port < connections % PORTS) - queued))")
      ((queued == 0)) || words+=(established family=ipv4 "port=$((9000 + port))" "count=$queued" unread=100)
    done
    lab "${words[@]}" <"$dir/hold" >"$dir/maker.$maker" 2>"$dir/maker.$maker.err" &
    maker=$((maker + 1))
  done
  wait_for 300 "the population" answered "$dir" "$maker"
}

answered() { (($(cat "$1"/maker.*[0-9] | wc -l) == $2)); }

# wait_for SECONDS WHAT CONDITION…
wait_for() {
  local seconds=$1 what=$2 waited=0
  shift 2
  until "$@"; do
    ((waited++ < seconds * 10)) || { echo "$what was not there after $seconds s" >&2; cat "${dir:-/dev/null}"/*.err 2>/dev/null >&2; exit 1; }
    sleep 0.1
  done
}

# serve NAME COMMAND…: starts a daemon, waits for its first page; its id is in $daemon.
serve() {
  local name=$1
  shift
  "$@" >"$dir/$name.log" 2>&1 &
  daemon=$!
  wait_for 60 "the first page of $name" curl -sf --max-time 10 -o "$dir/$name.page" "$url"
}

end_daemon() {
  kill "$daemon"
  wait "$daemon" || true
}

page() { curl -sf --max-time 10 -o "$1" "$url"; }

# User and system time of a process, in clock ticks.
ticks() { awk '{ print $14 + $15 }' "/proc/$1/stat"; }

memory_mib() { awk -v name="$2:" '$1 == name { printf "%.1f", $2 / 1024 }' "/proc/$1/status"; }

# value FILE NAME: an unlabelled series, or the sum of all series of a family, or the one series whose labels are written out.
value() { awk -v name="$2" '$1 == name || index($1, name "{") == 1 { sum += $2 } END { printf "%.9f", sum }' "$1"; }

# of FILE NAME: the value of one line of what the benchmark program printed, or nothing.
of() { awk -F'\t' -v name="$2" '$1 == name { print $2 }' "$1"; }

# calc FORMAT EXPRESSION
calc() { awk "BEGIN { printf \"$1\", $2 }"; }

# stat_of WHAT FILE: median, min or max of the numbers in a file, one a line.
stat_of() {
  sort -g "$2" | awk -v what="$1" '{ a[NR] = $1 } END { if (NR) print what == "min" ? a[1] : what == "max" ? a[NR] : a[int((NR + 1) / 2)] }'
}
