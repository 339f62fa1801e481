#!/usr/bin/env bash
# Builds each broken engine of mutants.txt beside the checkout and runs its simulation on it: every one must be caught.
# The unbroken engine runs first and must pass, else a catch proves nothing. With names only those mutants are tried.
# Only the engine is built for each; the tests are built once, and load what is put beside them.
set -euo pipefail
cd -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/../.."
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
export HMS_SYNC_SEEDS=${HMS_SYNC_MUTANT_SEEDS:-2000} HMS_SYNC_TWO_WAY_SEEDS=${HMS_SYNC_MUTANT_SEEDS:-500} HMS_SYNC_TWO_WAY_SHRINK=0
export HMS_SYNC_RACE_SEEDS=${HMS_SYNC_MUTANT_SEEDS:-600}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
git ls-files -z src tests/HmsSync.Tests build samples '*.props' global.json .editorconfig | xargs -0 cp --parents -t "$work"

declare -A simulations=(
    [one_way]='HmsSync.Tests.Simulation.SimulationTests.*'
    [two_way]='HmsSync.Tests.Simulation.TwoWay.TwoWayTests.*'
    [crash_points]='HmsSync.Tests.Simulation.TwoWay.CrashPointTests.*'
    [races]='HmsSync.Tests.Simulation.Races.RaceTests.*'
)

build() {
    dotnet build "$work/$1" -c Release -v quiet -nologo \
        -p:EnforceCodeStyleInBuild=false -p:RunAnalyzers=false -p:TreatWarningsAsErrors=false >"$work/build.log" 2>&1
}

build_engine() {
    build src/HmsSync && cp "$work/artifacts/bin/HmsSync/release/HmsSync.dll" "$work/artifacts/bin/HmsSync.Tests/release/"
}

# A caught mutant ends the run at once.
simulate() {
    dotnet "$work/artifacts/bin/HmsSync.Tests/release/HmsSync.Tests.dll" --no-progress --no-ansi --timeout 10m \
        --filter-method "${simulations[$1]}" >"$work/run.log" 2>&1
}

try() {
    local name=$1 test=$2 file=$3 from=$4 to=$5 text
    text=$(<"$work/$file")
    if [[ $text != *"$from"* ]]; then
        echo "mutant $name: $file no longer holds the text it replaces" >&2
        return 1
    fi
    printf '%s\n' "${text/"$from"/"$to"}" >"$work/$file"
    local built=0 code=0
    build_engine || built=1
    printf '%s\n' "$text" >"$work/$file"
    if ((built > 0)); then
        echo "mutant $name does not build:" >&2 && grep -m3 error "$work/build.log" >&2
        return 1
    fi
    simulate "$test" || code=$?
    if ((code == 0)); then
        echo "mutant $name SURVIVED $HMS_SYNC_TWO_WAY_SEEDS seeds" >&2
        return 1
    fi
    echo "mutant $name: caught$(seeds_of_run) by $(grep -m1 -oE \
        'seed [0-9]*: (never quiet|a loop ended|.*\(invariant [0-9]*\)|.* have it, .* may|.*nobody wrote that|[0-9]+ .*|Error.*)|epoch|A_new_store[a-z_]*' "$work/run.log" | cut -c1-160)"
}

seeds_of_run() {
    grep -m1 -oE '^ *[0-9]+ seeds' "$work/run.log" | sed 's/^ */ after /' || true
}

build tests/HmsSync.Tests || { cat "$work/build.log" >&2; exit 1; }
for test in "${!simulations[@]}"; do
    simulate "$test" || { echo "the unbroken engine fails:" >&2; cat "$work/run.log" >&2; exit 1; }
done

bad=0 name= test= file= from=
while IFS= read -r line; do
    case $line in
        'name: '*) name=${line#name: } test=one_way ;;
        'test: '*) test=${line#test: } ;;
        'file: '*) file=${line#file: } ;;
        'from: '*) from=${line#from: } ;;
        'to: '*) [[ $# -gt 0 && " $* " != *" $name "* ]] || try "$name" "$test" "$file" "$from" "${line#to: }" || bad=$((bad + 1)) ;;
    esac
done <tests/mutants/mutants.txt
exit $((bad > 0))
