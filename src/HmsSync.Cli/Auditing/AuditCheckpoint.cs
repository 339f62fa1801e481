using System.Text.Json;
using HmsSync.Audit;
using HmsSync.Cli.Output;
using HmsSync.Cli.Shell;
using HmsSync.Stores.Sqlite.Reading;

namespace HmsSync.Cli.Auditing;

/// <summary>What the chain held at one time, kept where who can write the store cannot.</summary>
/// <param name="Epoch">Which store.</param>
/// <param name="Row">The newest row; 0: there was none.</param>
/// <param name="Hash">Its hash, lower-case hex; of no row the chain's beginning.</param>
/// <param name="At">When it was taken.</param>
internal sealed record AuditCheckpoint(string Epoch, long Row, string Hash, DateTimeOffset At)
{
    public static AuditCheckpoint Take(StoreReader reader, DateTimeOffset now)
    {
        var epoch = StoreEpoch.Genesis(reader);
        var newest = reader.Prepared("SELECT max(row) FROM audit").Scalar() ?? 0;
        var hash = newest == 0 ? AuditChain.Genesis(epoch) : reader.Rows.Audit(newest - 1, 1)[0].Hash;
        return new AuditCheckpoint(epoch, newest, Convert.ToHexStringLower(hash), now);
    }

    /// <exception cref="CommandFailedException">It cannot be read or is no checkpoint.</exception>
    public static AuditCheckpoint Read(string path)
    {
        try
        {
            var read = JsonSerializer.Deserialize<AuditCheckpoint>(File.ReadAllBytes(path), JsonOut.Options);
            return read is { Epoch.Length: > 0, Row: >= 0, Hash.Length: AuditChain.HashBytes * 2 }
                ? read
                : throw CommandFailedException.Usage($"{path} is no checkpoint of `hms-sync audit checkpoint`.");
        }
        catch (JsonException)
        {
            throw CommandFailedException.Usage($"{path} is no checkpoint of `hms-sync audit checkpoint`.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CommandFailedException.Usage($"the checkpoint cannot be read: {e.Message}");
        }
    }
}
