#!/usr/bin/env bash
# Runs afl-fuzz (Debian: afl++) on each target, or on those that are named, for SECONDS_EACH seconds (10). Says how often each was executed and how many
# inputs crashed or hung it; fails if any did. What was found stays below OUTPUT (a new folder), and is tried again with
#   dotnet run --project tests/SocketExporter.Fuzz -- TARGET once OUTPUT/TARGET/default/crashes
# With NO_BUILD=1 it runs what is built already. A second run with the same OUTPUT goes on from what the first has found.
set -euo pipefail
cd "$(dirname "$0")/../.."

command -v afl-fuzz >/dev/null || { echo "afl-fuzz is missing; install afl++" >&2; exit 1; }
seconds=${SECONDS_EACH:-10}
output=${OUTPUT:-$(mktemp -d)}
mkdir -p "$output"

dotnet tool restore >/dev/null
rm -rf "$output/program"
[[ -n ${NO_BUILD:-} ]] || dotnet build tests/SocketExporter.Fuzz --nologo --verbosity quiet
cp -r tests/SocketExporter.Fuzz/bin/Debug/net10.0 "$output/program"
dotnet sharpfuzz "$output/program/SocketExporter.Kernel.dll"
dotnet sharpfuzz "$output/program/socket-exporter.dll"
program=$output/program/SocketExporter.Fuzz

# The program is no native one, no core dumps are wanted, and the machine stays as it is.
export AFL_SKIP_BIN_CHECK=1 AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1 AFL_SKIP_CPUFREQ=1 AFL_NO_AFFINITY=1 AFL_NO_UI=1 AFL_AUTORESUME=1
export DOTNET_EnableDiagnostics=0

if (($# == 0)); then
  mapfile -t names < <(dotnet tests/SocketExporter.Fuzz/bin/Debug/net10.0/SocketExporter.Fuzz.dll list)
  set -- "${names[@]}"
fi

total=0 bad=0
for target; do
  "$program" "$target" seed "$output/seeds/$target"
  if ! afl-fuzz -i "$output/seeds/$target" -o "$output/$target" -t 10000 -m none -V "$seconds" -- "$program" "$target" >"$output/$target.log" 2>&1; then
    echo "$target: afl-fuzz failed, see $output/$target.log" >&2
    tail -n 8 "$output/$target.log" >&2
    bad=$((bad + 1))
    continue
  fi

  stat() { sed -n "s/^$1 *: //p" "$output/$target/default/fuzzer_stats"; }
  executions=$(stat execs_done) crashes=$(stat saved_crashes) hangs=$(stat saved_hangs)
  echo "$target: $executions executions, $(stat corpus_count) paths, $crashes crashes, $hangs hangs"
  total=$((total + executions)) bad=$((bad + crashes + hangs))
done

echo "$total executions, $bad findings; all of it is below $output"
((bad == 0))
