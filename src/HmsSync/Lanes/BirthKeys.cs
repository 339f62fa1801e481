using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using HmsSync.Changes;
using HmsSync.Hubs;

namespace HmsSync.Lanes;

/// <summary>
/// The hub keys of records that are born at a partner which makes its own: a uuid where the table says so. It is made of the
/// delivery, so that a delivery that is repeated after a crash bears the same record.
/// </summary>
/// <param name="epoch">Of the store.</param>
/// <param name="lane">The lane to the hub.</param>
/// <param name="tables">Those with <c>new_keys: uuid</c>.</param>
/// <param name="hub">Tells the form of a key.</param>
internal sealed class BirthKeys(string epoch, int lane, IReadOnlySet<string> tables, IHubRecords hub)
{
    private const int UuidBytes = 16;

    /// <summary>None: the hub's database makes it, or the mapping brings it.</summary>
    /// <exception cref="Feeds.HubStoppedException">The hub cannot be asked for its keys.</exception>
    public RecordKey Of(OwedEvent owed)
    {
        var table = owed.Event.Topic;
        if (!tables.Contains(table) || hub.KeyColumns(table) is not [var column])
        {
            return RecordKey.None;
        }

        var seed = string.Create(CultureInfo.InvariantCulture, $"hms-sync birth 1\n{epoch}\n{lane}\n{owed.PartnerSeq.Value}");
        var bytes = SHA256.HashData(Encoding.UTF8.GetBytes(seed)).AsSpan(0, UuidBytes);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x80); // RFC 9562: version 8, a form of our own
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        var uuid = new Guid(bytes, bigEndian: true).ToString("D", CultureInfo.InvariantCulture);
        return hub.KeyOf(table, Encoding.UTF8.GetBytes($"{{\"{JsonEncodedText.Encode(column)}\":\"{uuid}\"}}"));
    }
}
