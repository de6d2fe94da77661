#!/usr/bin/env bash
# The soak: does anything of the daemon grow while connections, processes, unix sockets and interfaces come and go? As root:
#
#   tests/soak.sh [DURATION]        30s, 5m, 1h; default: 1h
#
# Builds the native release (or takes the program that SOCKET_EXPORTER_BINARY names), runs it in network, process and mount namespaces of its own beside up to 20,000
# connections and 100 processes a second, scrapes it, and says the true rates and what was flat. Before that it is served 10,000 sockets within 64 MB of memory, the
# goal of the native release that the ordinary tests try on the ordinary build in 128 MB. Exits with 0 if all was. The ordinary tests run the same for half a
# minute on the ordinary build, .ci/run for five minutes. Everything lies in artifacts/soak.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
out=$root/artifacts/soak
export SOAK_DURATION=${1:-1h}

[[ $SOAK_DURATION =~ ^[1-9][0-9]{0,2}[smh]$ ]] || { echo "soak.sh: \"$SOAK_DURATION\", expected a duration such as 30s, 5m or 1h" >&2; exit 2; }
[[ $(id -u) == 0 ]] || { echo "soak.sh needs root for its namespaces" >&2; exit 2; }
for tool in ip ss nft nstat perl unshare nsenter; do
  PATH="$PATH:/usr/sbin:/sbin" command -v "$tool" >/dev/null || { echo "soak.sh needs $tool" >&2; exit 2; }
done

if [[ -z ${SOCKET_EXPORTER_BINARY:-} ]]; then
  # Its own lock file: the native compiler's package is no part of the ordinary restore.
  dotnet publish "$root/src/SocketExporter" -c Release -r linux-x64 -p:PublishAot=true -p:NuGetLockFilePath=obj/native.lock.json \
    --artifacts-path "$out/native.build" -o "$out/native" -v quiet --nologo
  export SOCKET_EXPORTER_BINARY=$out/native/socket-exporter
fi

dotnet build "$root/tests/SocketExporter.EndToEnd.Tests" -v quiet --nologo
mkdir -p "$out"
dotnet test "$root/tests/SocketExporter.EndToEnd.Tests" --no-build --nologo --filter "FullyQualifiedName~MemoryLimitTests|FullyQualifiedName~SoakTests" --logger "console;verbosity=detailed" | tee "$out/last.log"
