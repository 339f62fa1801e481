#!/usr/bin/env bash
# Runs every test of the project. The last line is: N passed, N failed, N skipped
set -euo pipefail
cd -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")"
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1

usage() {
    cat <<'TEXT'
./test.sh [--slow] [--filter TEXT]

Installs what the tests need, builds Release once, runs every test project, then tests/seeds.sh and tests/mutants/run.sh.

  --slow         also the tests that take minutes (sets HMS_SYNC_SLOW=1)
  --filter TEXT  only tests whose full name (namespace.class.method) contains TEXT; no seeds, no mutants

Example: ./test.sh --filter Tidy
Exit code: 0 when at least one test ran and none failed.
TEXT
}

passed=0 failed=0 skipped=0 filter=

finish() {
    echo "$passed passed, $failed failed, $skipped skipped"
    ((passed + failed > 0 && failed == 0)) && exit 0
    exit 1
}

give_up() {
    echo "test.sh: $1" >&2
    failed=$((failed + 1))
    finish
}

while (($# > 0)); do
    case $1 in
        --slow) export HMS_SYNC_SLOW=1 ;;
        --filter) filter=${2:?"--filter needs a text"} && shift ;;
        --filter=*) filter=${1#*=} ;;
        -h | --help) usage && exit 0 ;;
        *) usage >&2 && exit 2 ;;
    esac
    shift
done

# program:Debian package; a program with a slash is a pattern: PostgreSQL's are kept off the PATH
needs=('/usr/lib/postgresql/*/bin/initdb:postgresql' sqlite3:sqlite3 curl:curl promtool:prometheus script:bsdutils chromium:chromium node:nodejs npm:npm
    python3:python3)

install_needs() {
    local missing=() need
    for need in "${needs[@]}"; do
        # a pattern stands for the first file that it matches
        compgen -G "${need%%:*}" >/dev/null || command -v "${need%%:*}" >/dev/null || missing+=("${need#*:}")
    done
    ((${#missing[@]} > 0)) || return 0
    command -v apt-get >/dev/null || give_up "the tests need ${missing[*]}; install it and run again"
    local as_root=()
    if [[ $(id -u) != 0 ]]; then
        as_root=(sudo)
    fi
    echo "installing ${missing[*]}" >&2
    "${as_root[@]}" apt-get update >&2 || give_up "apt-get update failed; the tests need ${missing[*]}"
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${missing[@]}" >&2 \
        || give_up "could not install ${missing[*]}"
}

# attribute of the one <assembly> element of a report; 0 when the report was cut short
count() {
    grep -o '<assembly [^>]*>' "$2" | grep -o " $1=\"[0-9]*\"" | tr -dc '0-9' || echo 0
}

run_project() {
    local name=$1 code=0 reports=$PWD/artifacts/test-results
    local report=$reports/$name.xml
    local args=(--no-progress --no-ansi --timeout 60m
        --results-directory "$reports" --report-xunit --report-xunit-filename "$name.xml")
    if [[ -n $filter ]]; then
        args+=(--filter-method "*$filter*")
    fi
    rm -f "$report"
    dotnet "artifacts/bin/$name/release/$name.dll" "${args[@]}" || code=$?

    local failed_before=$failed
    if [[ -s $report ]]; then
        passed=$((passed + $(count passed "$report")))
        failed=$((failed + $(count failed "$report") + $(count errors "$report")))
        skipped=$((skipped + $(count skipped "$report")))
    fi
    # 8: no test of this project matched the filter
    if ((code != 0 && failed == failed_before)) && ! [[ $code == 8 && -n $filter ]]; then
        echo "test.sh: $name ended with code $code and named no failed test" >&2
        failed=$((failed + 1))
    fi
}

# a script that counts as one test
run_script() {
    if bash "$1"; then
        passed=$((passed + 1))
    else
        echo "test.sh: $1 failed" >&2
        failed=$((failed + 1))
    fi
}

command -v dotnet >/dev/null || give_up "'dotnet' is not on the PATH; install the .NET 10 SDK (https://dot.net/download)"
install_needs
dotnet build HmsSync.slnx -c Release -v quiet --disable-build-servers || give_up "the build failed"

for project in tests/*.Tests/*.csproj; do
    run_project "$(basename "$project" .csproj)"
done

for script in tests/seeds.sh tests/mutants/run.sh; do
    if [[ -z $filter && -f $script ]]; then
        run_script "$script"
    fi
done

finish
