#!/usr/bin/env bash
# Plays 10,000 seeds of the two-way simulation on what is built: alone, for beside tests that wait for real servers it would starve them.
set -euo pipefail
cd -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/.."
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 HMS_SYNC_TWO_WAY_SEEDS=${HMS_SYNC_TWO_WAY_SEEDS:-10000}

dotnet artifacts/bin/HmsSync.Tests/release/HmsSync.Tests.dll --no-progress --no-ansi --timeout 30m \
    --filter-method 'HmsSync.Tests.Simulation.TwoWay.TwoWayTests.*'
