#!/usr/bin/env bash
# Builds the image as README.md says, with the Dockerfile as it is, and runs it as little privileged as it can be: a number for a user, no capability,
# nothing to write to. Takes minutes, so it is no part of ./test.sh. The last line is "N passed, N failed".
#   tests/image.sh                     needs podman or docker, the base images or a registry, curl and openssl; root for host namespaces with podman
#   ENGINE=docker                      the one to use; else podman, else docker
#   BUILD_FLAGS="--network host"       more words for its build command
#   SKIP_BUILD=1                       take the image socket-exporter that is there
set -uo pipefail
cd "$(dirname "$0")/.."

engine=${ENGINE:-$(command -v podman >/dev/null && echo podman || echo docker)}
image=socket-exporter
port=$((20000 + RANDOM % 10000))
# The binary and nothing else. OpenSSL is in it; a shell, a package manager or a runtime would show here.
max_megabytes=25

work=$(mktemp -d)
containers=()
clients=()
passed=0 failed=0
cleanup() {
  for name in "${containers[@]:-}"; do [[ -n $name ]] && $engine rm -f "$name" >/dev/null 2>&1; done
  for pid in "${clients[@]:-}"; do [[ -n $pid ]] && kill "$pid" 2>/dev/null; done
  rm -rf "$work"
}
trap cleanup EXIT

# check NAME COMMAND…: passes when the command does.
check() {
  if "${@:2}" >"$work/said" 2>&1; then
    passed=$((passed + 1)) && echo "passed  $1"
  else
    failed=$((failed + 1)) && echo "FAILED  $1" && sed 's/^/        /' "$work/said" | head -20
  fi
}
verdict() { echo "$passed passed, $failed failed"; ((failed == 0 && passed > 0)); }
is() { [[ $1 == "$2" ]] || { echo "got $1, expected $2" && false; }; }
lacks() { ! grep -q "$1" "$2" || { echo "$2 holds $1" && false; }; }

# locked NAME WORDS… -- ARGUMENTS…: a container of the image that may do nothing.
locked() {
  local name=$1 && shift
  local words=()
  while [[ $1 != -- ]]; do words+=("$1") && shift; done
  shift
  $engine run --name "$name" --network host --pid host --read-only --cap-drop ALL --security-opt no-new-privileges "${words[@]}" "$image" "$@"
}
# serve NAME WORDS… -- ARGUMENTS…
serve() {
  containers+=("$1")
  locked "$1" -d "${@:2}" >/dev/null || return
  for _ in $(seq 100); do
    $engine logs "$1" 2>&1 | grep -q "listening on" && return
    sleep .1
  done
  $engine logs "$1" && false
}
stopped_well() { $engine stop -t 5 "$1" >/dev/null && is "$($engine inspect -f '{{.State.ExitCode}}' "$1")" 0; }
status() { curl -sS -o "$work/body" -w '%{http_code}' "$@"; }
ready() {
  for _ in $(seq 100); do
    [[ $(curl -s -o /dev/null -w '%{http_code}' "$@" || true) == 200 ]] && return
    sleep .1
  done
  echo "not ready: $*" && false
}

# --- build, with the line of the README
readme_lines() { grep -E "^$engine_word $1 " README.md; }
engine_word=docker
build=$(readme_lines build)
check "README.md has one line that builds" is "$(wc -l <<<"$build")" 1
if [[ -z ${SKIP_BUILD:-} ]]; then
  build=${build/#docker build/$engine build ${BUILD_FLAGS:-}}
  echo "$build"
  if ! eval "$build" >"$work/build" 2>&1; then
    tail -40 "$work/build"
    failed=$((failed + 1))
    echo "FAILED  the image is built"
    verdict
    exit
  fi
  check "the image is built" true
  # The linker has its own to say about name resolution in a static binary; the exporter resolves no names.
  check "without a warning of trimming or of the native compiler" lacks "warning IL\|AOT analysis warning\|Trim analysis warning" "$work/build"
fi

# --- what is in it
bytes=$($engine image inspect -f '{{.Size}}' "$image")
echo "        $((bytes / 1000000)).$((bytes / 100000 % 10)) MB"
check "it is no larger than $max_megabytes MB" test "$bytes" -le $((max_megabytes * 1000000))
check "its user is a number and not root" is "$($engine image inspect -f '{{.Config.User}}' "$image")" 65534:65534
$engine create --name "sx-$$-files" "$image" >/dev/null && containers+=("sx-$$-files")
# An engine adds mount points of its own to a container's root; a file with something in it is the image's.
check "the binary is the one file in it" is "$($engine export "sx-$$-files" | tar -tvf - | awk '$1 ~ /^-/ && $3 > 0 { print $6 }')" socket-exporter

# --- plain
url=http://127.0.0.1:$port
check "it serves, locked" serve "sx-$$-plain" -- --web.listen-address "127.0.0.1:$port"
check "it is ready" ready $url/-/ready
check "a scrape is answered" is "$(status $url/metrics)" 200
check "the page has the sockets of the host" grep -q '^socket_tcp_sockets{' "$work/body"
pid=$($engine inspect -f '{{.State.Pid}}' "sx-$$-plain")
check "its process is user 65534" is "$(awk '/^Uid:/ { print $2, $3, $4, $5 }' "/proc/$pid/status")" "65534 65534 65534 65534"
check "and has no capability" is "$(awk '/^Cap(Prm|Eff):/ { print $2 }' "/proc/$pid/status" | sort -u)" 0000000000000000
check "it stops with 0" stopped_well "sx-$$-plain"

# --- TLS and passwords
(
  cd "$work" && mkdir web
  for authority in ca foreign; do
    openssl req -x509 -newkey rsa:2048 -nodes -keyout $authority.key -out $authority.crt -days 2 -subj "/CN=$authority"
  done
  sign() { # NAME AUTHORITY EXTENSIONS
    openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$1.key" -out "$1.csr" -subj "/CN=$1"
    openssl x509 -req -in "$1.csr" -CA "$2.crt" -CAkey "$2.key" -CAcreateserial -days 2 -out "$1.crt" -extfile <(printf '%s' "$3")
  }
  sign server ca 'subjectAltName=IP:127.0.0.1'
  sign client ca 'extendedKeyUsage=clientAuth'
  sign stranger foreign 'extendedKeyUsage=clientAuth'
  cp server.crt server.key ca.crt web/
  # The password is test.
  cat >web/web.yml <<'YAML'
tls_server_config:
  cert_file: server.crt
  key_file: server.key
  client_auth_type: VerifyClientCertIfGiven
  client_ca_file: ca.crt
basic_auth_users:
  prometheus: $2b$10$J7uhdhVeBxZ6ir/1blLAcO57a1fP430YxZGYh4ECMv8LnfeiiLHRC
YAML
  sed '/client_/d' web/web.yml >web/plain.yml
  sed 's/VerifyClientCertIfGiven/RequireAndVerifyClientCert/; /^basic/,$d' web/web.yml >web/mtls.yml
  chmod -R a+rX web && chmod a+rx .
) >"$work/said" 2>&1 || cat "$work/said"
url=https://127.0.0.1:$port
tls=(--cacert "$work/ca.crt")
volume=(-v "$work/web:/web:ro")
check "check-config accepts the web configuration" locked "sx-$$-check" --rm "${volume[@]}" -- check-config --web.config.file /web/web.yml
check "it serves TLS, locked" serve "sx-$$-tls" "${volume[@]}" -- --web.listen-address "127.0.0.1:$port" --web.config.file /web/web.yml
check "it is ready" ready "${tls[@]}" -u prometheus:test $url/-/ready
check "a scrape with the password is answered (bcrypt, HMAC)" is "$(status "${tls[@]}" -u prometheus:test $url/metrics)" 200
check "and compressed" is "$(status "${tls[@]}" -u prometheus:test --compressed $url/metrics)" 200
check "over HTTP/1.1 too" is "$(status "${tls[@]}" --http1.1 -u prometheus:test $url/metrics)" 200
check "with TLS 1.2 too" is "$(status "${tls[@]}" --tls-max 1.2 -u prometheus:test $url/metrics)" 200
check "a wrong password is refused" is "$(status "${tls[@]}" -u prometheus:tset $url/metrics)" 401
check "an unknown user is refused" is "$(status "${tls[@]}" -u nobody:test $url/metrics)" 401
check "no password is refused" is "$(status "${tls[@]}" $url/-/healthy)" 401
check "plain HTTP is not answered" is "$(status http://127.0.0.1:$port/metrics 2>/dev/null)" 000
check "TLS 1.1 is refused" is "$(status "${tls[@]}" --tlsv1.1 --tls-max 1.1 --ciphers DEFAULT@SECLEVEL=0 $url/metrics 2>/dev/null)" 000
check "a client's certificate of the authority is taken" is "$(status "${tls[@]}" --cert "$work/client.crt" --key "$work/client.key" -u prometheus:test $url/metrics)" 200
check "that of another authority is not" is "$(status "${tls[@]}" --cert "$work/stranger.crt" --key "$work/stranger.key" -u prometheus:test $url/metrics 2>/dev/null)" 000
check "it stops with 0" stopped_well "sx-$$-tls"
check "it serves mTLS, locked" serve "sx-$$-mtls" "${volume[@]}" -- --web.listen-address "127.0.0.1:$port" --web.config.file /web/mtls.yml
check "with a client's certificate it is ready" ready "${tls[@]}" --cert "$work/client.crt" --key "$work/client.key" $url/-/ready
check "without one nothing is answered" is "$(status "${tls[@]}" $url/metrics 2>/dev/null)" 000
check "it stops with 0" stopped_well "sx-$$-mtls"

# --- the other commands
mkdir "$work/out" && chmod a+rwx "$work/out"
check "record writes a recording" locked "sx-$$-record" --rm -v "$work/out:/out" -- record /out/here
check "the recording is played back" bash -c "$engine run --rm --network none --read-only --cap-drop ALL -v '$work/out:/out:ro' $image once --replay /out/here | grep -q '^socket_tcp_sockets{'"
check "once prints a page" bash -c "$engine run --rm --network host --pid host --read-only --cap-drop ALL $image once | grep -q '^socket_tcp_sockets{'"
locked "sx-$$-doctor" --rm -- doctor >"$work/doctor" 2>&1
check "the doctor exits with 1, as owners are hidden from it" is $? 1
check "and names the capability that would show them" grep -q CAP_SYS_PTRACE "$work/doctor"

# --- the lines of the README that run it; they serve on the default port until they are told to stop
# A listener of the host, of this script's user, for the owner that only the second one may see.
openssl s_server -accept "127.0.0.1:$port" -cert "$work/server.crt" -key "$work/server.key" </dev/null >/dev/null 2>&1 &
clients+=($!)
while read -r -u 3 line; do
  line=${line/#docker/$engine}
  echo "$line"
  eval "exec ${line%%#*}" >"$work/log" 2>&1 &
  client=$! && clients+=("$client")
  check "it is ready" ready http://127.0.0.1:10105/-/ready
  check "a scrape is answered" is "$(status http://127.0.0.1:10105/metrics)" 200
  owner='<unknown>'
  if [[ $line == *SYS_PTRACE* ]]; then owner=openssl; fi
  check "a listener of the host belongs to $owner" grep -q "^socket_listener_info{protocol=\"tcp\",address=\"127.0.0.1\",port=\"\(<ephemeral>\|$port\)\",process=\"$owner\"" "$work/body"
  kill -TERM "$client" && wait "$client"
  check "it stops with 0" is $? 0
done 3< <(readme_lines run)

verdict
