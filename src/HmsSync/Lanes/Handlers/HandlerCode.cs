using HmsSync.Sdk;

namespace HmsSync.Lanes.Handlers;

/// <summary>
/// Code of the embedding program that takes part as a participant; one try of one delivery a call. Calls come side by side,
/// never two for one record. What it throws counts as a failure that is tried again.
/// </summary>
/// <param name="run">What it is told, and what it may do in the delivery's name.</param>
/// <returns>Null: done. Else why not, which decides what follows as for any participant.</returns>
internal delegate Task<PushOutcome?> HandlerCode(HandlerRun run);
