#!/usr/bin/env bash
# Two containers of a real engine, one of them below a control group as the kubelet makes it for a pod, beside the exporter on the host: each socket is in the right container and pod, for
# root and for a user without any capability. As root, half a minute. The last line is "N passed, N failed".
#   tests/containers.sh                needs podman or docker, a static busybox (Debian package busybox-static), setpriv and curl
#   ENGINE=docker                      the one to use; else podman, else docker
#   SOCKET_EXPORTER_BINARY=…           the program; else the Debug build is made and taken
set -uo pipefail
cd "$(dirname "$0")/.."

engine=${ENGINE:-$(command -v podman >/dev/null && echo podman || echo docker)}
busybox=$(command -v busybox) || { echo "containers.sh needs busybox (Debian package busybox-static)" >&2; exit 2; }
[[ $(id -u) == 0 ]] || { echo "containers.sh needs root, to drop what it has" >&2; exit 2; }
image=sx-$$-containers pod=0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0
port=$((20000 + RANDOM % 10000))
work=$(mktemp -d)
passed=0 failed=0
cleanup() {
  $engine rm -f "sx-$$-plain" "sx-$$-pod" >/dev/null 2>&1
  $engine rmi -f "$image" >/dev/null 2>&1
  rm -rf "$work"
}
trap cleanup EXIT

check() {
  if "${@:2}" >"$work/said" 2>&1; then
    passed=$((passed + 1)) && echo "passed  $1"
  else
    failed=$((failed + 1)) && echo "FAILED  $1" && sed 's/^/        /' "$work/said" | head -20
  fi
}

# run NAME PORT WORDS…: a container on the host's network that listens on the port; its id is printed.
run() { $engine run -d --name "$1" --network host "${@:3}" "$image" /busybox httpd -f -p "127.0.0.1:$2" -h /; }
listens() { for _ in {1..100}; do (exec 4<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null && return; sleep 0.1; done; echo "nobody listens on $1" && false; }

# has FAMILY LABEL=VALUE… -- VALUE: one series with these labels has that value.
has() {
  local lines family=$1
  shift
  lines=$(grep "^$family{" "$work/page")
  while [[ $1 != -- ]]; do
    lines=$(grep -F "${1%%=*}=\"${1#*=}\"" <<<"$lines")
    shift
  done
  [[ $(awk '{ print $2 }' <<<"$lines") == "$2" ]] || { echo "expected one $family of $2, got: $lines" && false; }
}

mkdir -p "$work/root" && cp "$busybox" "$work/root/busybox"
tar -C "$work/root" -c . | $engine import - "$image" >/dev/null || { echo "$engine can't import an image" >&2; exit 1; }
if [[ -z ${SOCKET_EXPORTER_BINARY:-} ]]; then
  dotnet build src/SocketExporter -v quiet --nologo || exit 1
  SOCKET_EXPORTER_BINARY=$PWD/src/SocketExporter/bin/Debug/net10.0/socket-exporter
fi
cp -r "$(dirname "$SOCKET_EXPORTER_BINARY")" "$work/program" && chmod -R a+rX "$work"
program=$work/program/$(basename "$SOCKET_EXPORTER_BINARY")
unset SOCKET_EXPORTER_BINARY # to the program it is a setting that it does not know

plain_id=$(run "sx-$$-plain" "$port")
pod_id=$(run "sx-$$-pod" "$((port + 1))" --cgroup-parent "/kubepods/burstable/pod$pod")
check "the first container listens" listens "$port"
check "the second container listens" listens "$((port + 1))"
for name in plain pod; do sed "s/^/        $name: /" "/proc/$($engine inspect -f '{{.State.Pid}}' "sx-$$-$name")/cgroup" | tail -1; done
exec 5<>"/dev/tcp/127.0.0.1/$port" 6<>"/dev/tcp/127.0.0.1/$((port + 1))" 7<>"/dev/tcp/127.0.0.1/$((port + 1))"
sleep 1

printf 'listeners: {expected: [tcp/%s, tcp/%s]}\nprocesses: {names: [{name: "box-{pod}", comm: busybox}]}\n' "$port" "$((port + 1))" >"$work/config.yml"
for user in root nobody; do
  as=()
  [[ $user == root ]] || as=(setpriv --reuid=65534 --regid=65534 --clear-groups --bounding-set=-all --inh-caps=-all)
  check "$user: a page" bash -c '"$@" >'"$work/page" - "${as[@]}" "$program" once --config.file "$work/config.yml"
  check "$user: the first container's listener" has socket_listener_info "port=$port" "container_id=$plain_id" 'pod_uid=<none>' -- 1
  check "$user: the second container's listener" has socket_listener_info "port=$((port + 1))" "container_id=$pod_id" "pod_uid=$pod" -- 1
  for state in listen:1:1 established:1:2; do
    IFS=: read -r name first second <<<"$state"
    check "$user: $name sockets of the first container" has socket_container_sockets "container_id=$plain_id" protocol=tcp "state=$name" -- "$first"
    check "$user: $name sockets of the second container" has socket_container_sockets "container_id=$pod_id" "pod_uid=$pod" protocol=tcp "state=$name" -- "$second"
  done
done
check "a rule names the process of the pod" bash -c '"$1" once --config.file "$2" | grep -q "process=\"box-$3\""' - "$program" "$work/config.yml" "$pod"
exec 5>&- 6>&- 7>&-

# What is gone keeps nothing: no series of a container that was removed.
$engine rm -f "sx-$$-plain" >/dev/null
"$program" once >"$work/page"
check "a removed container has no series" bash -c '! grep -q "$1" "$2"' - "$plain_id" "$work/page"

echo "$passed passed, $failed failed"
((failed == 0 && passed > 0))
