using System.Text.Json;
using HmsSync.Changes;

namespace HmsSync.Hubs;

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
