using System.Security.Cryptography;
using System.Text;
using HmsSync.Changes;
using HmsSync.Configuration;
using HmsSync.Sdk;

namespace HmsSync.Feeds.Polls;

/// <summary>
/// Makes events of the items of a page, in the partner's words. An item that cannot be read takes no other with it: it is
/// journaled under a key that no record has, and parks alone.
/// </summary>
internal sealed class PolledItems(Participant partner, RecordsPlan records, RecordNames names)
{
    private const int DigestBytes = 16;

    /// <summary>The stamp of what may have happened at any time before.</summary>
    private static readonly EventTime LongAgo = new(1);

    /// <summary>What makes an item the same when it is shown again.</summary>
    public static string Digest(PartnerRecord item)
        => Convert.ToBase64String(SHA256.HashData([item.Deleted ? (byte)1 : (byte)0, .. item.Fields.Span]).AsSpan(0, DigestBytes));

    /// <param name="item">One item.</param>
    /// <param name="lookedAt">When the last look that did not show it began; 0: there was none.</param>
    /// <param name="now">When it was shown.</param>
    /// <exception cref="HubStoppedException">The hub cannot be asked for its keys.</exception>
    public NewEvent Read(PartnerRecord item, EventTime lookedAt, EventTime now)
    {
        var at = item.ChangedAt is { } stamp ? EventTime.From(stamp) : now;
        var said = new NewEvent
        {
            Source = partner,
            Topic = records.Table,
            Op = item.Deleted ? ChangeOp.Delete : ChangeOp.Update,
            Key = RecordKey.Untold(Unique(item)),
            Via = records.Via,
            Fields = Encoding.UTF8.GetBytes("{}"),
            At = at,
            AtFrom = item.ChangedAt is not null || lookedAt > at ? at : lookedAt.Micros > 0 ? lookedAt : LongAgo,
        };
        using var document = StrictJson.ReadObject(item.Fields);
        if (document is null)
        {
            return said;
        }

        var fields = StrictJson.Write(document.RootElement);
        var name = names.Of(partner, records, records.Mapping, fields);
        return said with { Fields = fields, Key = name.Key.IsNone ? said.Key : name.Key };
    }

    /// <summary>The same item again makes the same.</summary>
    private string Unique(PartnerRecord item)
        => Convert.ToHexStringLower(
            SHA256.HashData([.. Encoding.UTF8.GetBytes($"{partner.Name}\n{records.Table}\n"), .. item.Fields.Span]))[..32];
}
