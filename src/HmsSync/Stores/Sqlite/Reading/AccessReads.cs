using HmsSync.Changes;

namespace HmsSync.Stores.Sqlite.Reading;

/// <summary>Reads the keys of callers, and those that sign tokens.</summary>
internal sealed class AccessReads(StoreReader reader)
{
    public List<AccessKeyRow> Keys()
    {
        var rows = reader.Prepared("""
            SELECT id, name, partner, scopes, hash, made_at, expires_at, used_at, revoked_at FROM access_key ORDER BY made_at, id
            """);
        var keys = new List<AccessKeyRow>();
        while (rows.Step())
        {
            keys.Add(new AccessKeyRow(
                rows.RequiredText(0), rows.RequiredText(1), rows.RequiredText(2), rows.RequiredText(3), rows.Blob(4).ToArray(),
                new EventTime(rows.Int64(5)), new EventTime(rows.Int64(6)))
            {
                Used = new EventTime(rows.Int64(7)),
                Revoked = new EventTime(rows.Int64(8)),
            });
        }

        return keys;
    }

    /// <summary>Oldest first.</summary>
    public List<SigningKeyRow> SigningKeys()
    {
        var rows = reader.Prepared("SELECT kid, key, made_at FROM signing_key ORDER BY made_at, kid");
        var keys = new List<SigningKeyRow>();
        while (rows.Step())
        {
            keys.Add(new SigningKeyRow(rows.RequiredText(0), rows.Blob(1).ToArray(), new EventTime(rows.Int64(2))));
        }

        return keys;
    }
}
