#!/usr/bin/env bash
# Builds everything and runs every test. The last line is "N passed, N failed", with ", N skipped" after it when something was skipped.
# The soak takes half a minute, or as long as SOAK_DURATION says (5m).
# As root it installs the Debian packages that the live tests need; otherwise it names those that are missing and the tests that needed them.
set -uo pipefail
cd "$(dirname "$0")"

# A tool, or a file, and the Debian package that has it.
tools=(ip:iproute2 ss:iproute2 nstat:iproute2 nft:nftables netstat:net-tools perl:perl-base ps:procps setpriv:util-linux setsid:util-linux prlimit:util-linux
  unshare:util-linux nsenter:util-linux prometheus:prometheus promtool:prometheus prometheus-alertmanager:prometheus-alertmanager curl:curl openssl:openssl zsh:zsh fish:fish
  /usr/lib/python3/dist-packages/prometheus_client/openmetrics/parser.py:python3-prometheus-client)
packages=()
for entry in "${tools[@]}"; do
  tool=${entry%%:*} package=${entry##*:}
  [[ $tool == /* && -e $tool ]] || PATH="$PATH:/usr/sbin:/sbin" command -v "$tool" >/dev/null || packages+=("$package")
done

# Installed, not started as services of this machine: before they start one, Debian's maintainer scripts ask policy-rc.d, and 101 forbids it.
# A subshell, so that its end takes the file away, whatever the end; one that was there before stays.
install_packages() (
  policy=/usr/sbin/policy-rc.d
  if [[ ! -e $policy && ! -L $policy ]]; then
    trap 'rm -f "$policy"' EXIT
    printf '#!/bin/sh\nexit 101\n' >"$policy" && chmod 755 "$policy" || exit
  fi
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq && apt-get install -y -qq --no-install-recommends "${packages[@]}"
)

if ((${#packages[@]})); then
  mapfile -t packages < <(printf '%s\n' "${packages[@]}" | sort -u)
  if ((EUID == 0)) && command -v apt-get >/dev/null; then
    echo "installing: ${packages[*]}"
    if ! install_packages >/dev/null; then
      echo "could not install: ${packages[*]}; the tests that need them are skipped" >&2
    fi
  else
    echo "missing packages: ${packages[*]} (as root this script installs them); the tests that need them are skipped" >&2
  fi
fi

results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT

build_failed=0
dotnet build SocketExporter.sln --nologo -v quiet || build_failed=1
if ((build_failed)); then
  echo "the build failed"
  echo "0 passed, 0 failed"
  exit 1
fi

# One project after the other: the live tests share the machine and measure time.
status=0
dotnet test SocketExporter.sln --no-build --nologo -m:1 --logger trx --results-directory "$results" -- RunConfiguration.TestSessionTimeout=1500000 || status=$?

# The results files say what ran; the console output is for people.
sum() { cat "$results"/*.trx 2>/dev/null | grep -c "$1"; }
passed=$(sum '<UnitTestResult .*outcome="Passed"')
failed=$(sum '<UnitTestResult .*outcome="\(Failed\|Error\|Timeout\|Aborted\)"')
skipped=$(sum '<UnitTestResult .*outcome="NotExecuted"')

if ((skipped)); then
  echo "skipped:"
  cat "$results"/*.trx | grep -o '<UnitTestResult .*outcome="NotExecuted"' | sed 's/.* testName="\([^"]*\)".*/  \1/' | sort
fi
if ((status != 0 && failed == 0)); then
  echo "dotnet test ended with $status although no test failed" >&2
fi
if ((passed + failed == 0)); then
  echo "no test ran" >&2
  status=1
fi
if ((skipped)); then
  echo "$passed passed, $failed failed, $skipped skipped"
else
  echo "$passed passed, $failed failed"
fi
((status == 0 && failed == 0))
