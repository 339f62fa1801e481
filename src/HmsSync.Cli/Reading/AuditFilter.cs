using System.Text.Json;
using HmsSync.Cli.Shell;

namespace HmsSync.Cli.Reading;

/// <summary>Which audit rows are asked for.</summary>
internal sealed record AuditFilter(string? Partner, long After, int Limit)
{
    public Task<JsonElement> ReadAsync(Call call)
        => EngineDoor.ReadAsync(
            call,
            Query.Of("/api/audit", ("after", After), ("limit", Limit), ("partner", Partner)),
            store => store.Audit(this));
}
