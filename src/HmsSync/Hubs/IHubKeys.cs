using System.Text.Json;
using HmsSync.Changes;
using HmsSync.Feeds;

namespace HmsSync.Hubs;

/// <summary>
/// Tells which record of the hub a partner's change is about: its key in the very form the hub's feed gives it, whatever form the
/// partner gave it (<c>"42"</c> for 42). Safe for several threads.
/// </summary>
internal interface IHubKeys : IDisposable
{
    /// <param name="table">A configured table.</param>
    /// <param name="fields">A JSON object in hub words.</param>
    /// <exception cref="HubStoppedException">The hub cannot be read.</exception>
    HubKey Of(string table, ReadOnlySpan<byte> fields);

    /// <summary>The key's columns; none when the hub has no such table.</summary>
    /// <exception cref="HubStoppedException">The hub cannot be read.</exception>
    IReadOnlyList<string> Columns(string table);
}

/// <summary>A key, or the column that tells none.</summary>
/// <param name="Key">None: it cannot be told.</param>
/// <param name="Missing">The first key column that did not come, or cannot be one; else empty.</param>
internal readonly record struct HubKey(RecordKey Key, string Missing)
{
    /// <summary>Invariant 11: longest key, in characters of JSON.</summary>
    public const int Longest = 1_024;

    /// <summary>The one field as an object of its own; null: it did not come, or is a list or an object, which no key is.</summary>
    public static byte[]? Field(ReadOnlySpan<byte> fields, string name)
    {
        var all = new JsonFields(fields);
        while (all.Next())
        {
            if (all.Name == name)
            {
                if (all.Value[0] is (byte)'[' or (byte)'{')
                {
                    return null;
                }

                var text = JsonEncodedText.Encode(name);
                return [(byte)'{', (byte)'"', .. text.EncodedUtf8Bytes, (byte)'"', (byte)':', .. all.Value, (byte)'}'];
            }
        }

        return null;
    }
}
