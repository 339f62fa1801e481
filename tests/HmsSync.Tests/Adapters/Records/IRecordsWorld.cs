using System.Text.Json.Nodes;
using HmsSync.Sdk;

namespace HmsSync.Tests.Adapters.Records;

/// <summary>A partner that really keeps records, the adapter that speaks to it, and a clerk who works there.</summary>
internal interface IRecordsWorld : IAsyncDisposable
{
    PartnerAdapter Adapter { get; }

    /// <summary>A record's key as we would make it: used where the partner does not make its own.</summary>
    string KeyOf(int hubId);

    /// <summary>Answers the new record's key at the partner, as JSON.</summary>
    Task<string> ClerkMakesAsync(JsonObject fields);

    Task ClerkChangesAsync(string partnerKey, JsonObject fields);

    Task ClerkRemovesAsync(string partnerKey);

    /// <summary>The record as the partner shows it to its own; null: it has none.</summary>
    Task<JsonObject?> StandsAsync(string partnerKey);
}
