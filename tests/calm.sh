#!/usr/bin/env bash
# No false alarm: traffic that looks like trouble and is none (busy and slow connections, long polls, closed pools, bursts, restarts) beside the exporter, the real Prometheus and
# Alertmanager, with alerts and settings as they are shipped. As root:
#
#   tests/calm.sh [DURATION]        default: 10m
#
# The ordinary tests do the same for half a minute in which the minutes of the alerts are seconds.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
export CALM_DURATION=${1:-10m}

[[ $CALM_DURATION =~ ^[1-9][0-9]{0,2}[smh]$ ]] || { echo "calm.sh: \"$CALM_DURATION\", expected a duration such as 5m, 10m or 1h" >&2; exit 2; }
[[ $(id -u) == 0 ]] || { echo "calm.sh needs root for its namespaces" >&2; exit 2; }
for tool in ip prometheus prometheus-alertmanager; do
  PATH="$PATH:/usr/sbin:/sbin" command -v "$tool" >/dev/null || { echo "calm.sh needs $tool" >&2; exit 2; }
done

dotnet build "$root/tests/SocketExporter.EndToEnd.Tests" -v quiet --nologo
exec dotnet test "$root/tests/SocketExporter.EndToEnd.Tests" --no-build --nologo --filter FullyQualifiedName~FalseAlarmTests
