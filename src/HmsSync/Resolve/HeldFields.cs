using System.Buffers;
using System.Text.Json;
using HmsSync.Changes;

namespace HmsSync.Resolve;

/// <summary>What a partner holds of a record, read from its mirror, field by field (invariant 5).</summary>
internal static class HeldFields
{
    /// <summary>True when the partner holds every one of the fields, with the same value: nothing needs to be told.</summary>
    /// <param name="mirror">What it holds; empty: no such record there.</param>
    /// <param name="fields">What it would be told, hub words.</param>
    /// <param name="told">Whether the mapping tells this partner the hub field.</param>
    public static bool Agree(ReadOnlySpan<byte> mirror, ReadOnlySpan<byte> fields, Func<string, bool> told)
    {
        if (mirror.IsEmpty)
        {
            return false;
        }

        var walk = new JsonFields(fields);
        while (walk.Next())
        {
            if (told(walk.Name) && !Same(JsonFields.Find(mirror, walk.Name), walk.Value))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The mirror after the partner took the fields.</summary>
    public static byte[] After(ReadOnlySpan<byte> mirror, ReadOnlySpan<byte> fields, Func<string, bool> told)
    {
        var picked = JsonOverlay.Pick(fields, told);
        if (mirror.IsEmpty)
        {
            return picked;
        }

        var after = new ArrayBufferWriter<byte>(mirror.Length + picked.Length);
        JsonOverlay.Write(mirror, picked, after);
        return after.WrittenSpan.ToArray();
    }

    /// <summary>Same JSON value; text by what it says, not by how it is escaped. Absent is the same as nothing else.</summary>
    public static bool Same(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        if (left.IsEmpty || right.IsEmpty)
        {
            return left.IsEmpty && right.IsEmpty;
        }

        if (left.SequenceEqual(right))
        {
            return true;
        }

        return left[0] == (byte)'"' && right[0] == (byte)'"' && Text(left) == Text(right);
    }

    private static string? Text(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        return reader.GetString();
    }
}
