#!/usr/bin/env bash
# Builds each broken engine of mutants.txt beside the checkout and runs the simulation on it: every one must be caught.
# The unbroken engine runs first and must pass, else a catch proves nothing. With a name only that mutant is tried.
set -euo pipefail
cd -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/../.."
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 HMS_SYNC_SEEDS=${HMS_SYNC_MUTANT_SEEDS:-2000}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
git ls-files -z src tests/HmsSync.Tests build samples '*.props' global.json .editorconfig | xargs -0 cp --parents -t "$work"

build() {
    dotnet build "$work/tests/HmsSync.Tests" -c Release -v quiet -nologo \
        -p:EnforceCodeStyleInBuild=false -p:RunAnalyzers=false -p:TreatWarningsAsErrors=false >"$work/build.log" 2>&1
}

# The seeds that found the past mutants come first: a caught mutant ends the run at once.
simulate() {
    dotnet "$work/artifacts/bin/HmsSync.Tests/release/HmsSync.Tests.dll" --no-progress --no-ansi --timeout 5m \
        --filter-class HmsSync.Tests.Simulation.SimulationTests >"$work/run.log" 2>&1
}

try() {
    local name=$1 file=$2 from=$3 to=$4 text
    text=$(<"$work/$file")
    if [[ $text != *"$from"* ]]; then
        echo "mutant $name: $file no longer holds the text it replaces" >&2
        return 1
    fi
    printf '%s\n' "${text/"$from"/"$to"}" >"$work/$file"
    if ! build; then
        echo "mutant $name does not build:" >&2 && grep -m3 error "$work/build.log" >&2
        return 1
    fi
    local code=0
    simulate || code=$?
    printf '%s\n' "$text" >"$work/$file"
    if ((code == 0)); then
        echo "mutant $name SURVIVED $HMS_SYNC_SEEDS seeds" >&2
        return 1
    fi
    echo "mutant $name: caught by $(grep -m1 -o 'seed [0-9]*: .*(invariant [0-9]*)\|epoch\|A_new_store[a-z_]*' "$work/run.log" | head -1)"
}

build || { cat "$work/build.log" >&2; exit 1; }
simulate || { echo "the unbroken engine fails:" >&2; cat "$work/run.log" >&2; exit 1; }

bad=0 name= file= from=
while IFS= read -r line; do
    case $line in
        'name: '*) name=${line#name: } ;;
        'file: '*) file=${line#file: } ;;
        'from: '*) from=${line#from: } ;;
        'to: '*) [[ -n ${1:-} && $name != "$1" ]] || try "$name" "$file" "$from" "${line#to: }" || bad=$((bad + 1)) ;;
    esac
done <tests/mutants/mutants.txt
exit $((bad > 0))
