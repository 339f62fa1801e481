using System.Text.Json;

namespace HmsSync.Changes;

/// <summary>
/// The hub key of a record as one canonical line of ASCII JSON, an object of the key columns in key order
/// (<c>{"id":42}</c>); of a business event the key it was published with, as a JSON string, or empty.
/// </summary>
internal readonly record struct RecordKey(string Json)
{
    public static readonly RecordKey None = new("");

    public bool IsNone => Json.Length == 0;

    /// <summary>True for a change whose key nobody can tell: it is journaled and parks.</summary>
    public bool IsUntold => Json.StartsWith('[');

    /// <summary>Stands for the key of a change that names none; an array, which no table's key is.</summary>
    /// <param name="unique">ASCII letters and digits; makes it a record of its own.</param>
    public static RecordKey Untold(string unique) => new($"[\"{unique}\"]");

    /// <summary>A record that is known by its key at a partner only: <c>{"calendar.uid":"77"}</c>. Its link tells the hub key.</summary>
    /// <param name="partner">Whose key it is.</param>
    /// <param name="field">The partner field that holds it, as a path.</param>
    /// <param name="partnerKey">As <see cref="PartnerKey.Of"/> tells it.</param>
    public static RecordKey OfPartner(Participant partner, string field, string partnerKey)
        => new($"{PartnerPrefix(partner, field)}{partnerKey}}}");

    /// <summary>The key at the partner, when this is a key of that form; null: it is the hub's.</summary>
    public string? AtPartner(Participant partner, string field)
        => PartnerPrefix(partner, field) is var prefix && Json.StartsWith(prefix, StringComparison.Ordinal)
            ? Json[prefix.Length..^1]
            : null;

    public override string ToString() => Json;

    private static string PartnerPrefix(Participant partner, string field)
        => $"{{\"{JsonEncodedText.Encode($"{partner.Name}.{field}")}\":";
}
