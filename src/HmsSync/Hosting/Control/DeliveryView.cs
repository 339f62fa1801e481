using System.Text.Json.Serialization;
using HmsSync.Views;

namespace HmsSync.Hosting.Control;

/// <summary>Which deliveries are asked for.</summary>
/// <param name="Partner">Whose link, both ways; null: of all.</param>
/// <param name="Table">Of this table or topic; null: of all.</param>
/// <param name="Key">With a table: of this record, by its key as JSON or by the one value of it; null: of all.</param>
/// <param name="Since">Not older; null: as far back as the log goes.</param>
/// <param name="Until">Not newer; null: up to now.</param>
/// <param name="Limit">At most this many.</param>
internal sealed record DeliveryQuery(
    string? Partner, string? Table, string? Key, DateTimeOffset? Since, DateTimeOffset? Until, int Limit);

/// <summary>A delivery as the operator may see it.</summary>
internal sealed record DeliveryView
{
    /// <summary>Lane and number, with colons between: <c>lotus:17</c>, and to the hub <c>hms:lotus:17</c>.</summary>
    public required string Id { get; init; }

    public required string Partner { get; init; }

    /// <summary><c>out</c>: to the partner; <c>in</c>: from it to the hub.</summary>
    public required string Direction { get; init; }

    public required long PartnerSeq { get; init; }

    public required long Seq { get; init; }

    public required string Table { get; init; }

    public required RawJson Key { get; init; }

    public string Op { get; init; } = "";

    /// <summary>An outcome, or <c>waiting</c>.</summary>
    public string State { get; init; } = "";

    public string Code { get; init; } = "";

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Status { get; init; }

    public int Attempts { get; init; }

    /// <summary>When it ended; of what waits, when it was first tried.</summary>
    public string At { get; init; } = "";

    /// <summary>Only of what waits.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? NextAt { get; init; }

    /// <summary>From the journal to the acknowledgement; only of what was delivered and is still in the journal.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? TookMs { get; init; }

    /// <summary>Only of a single one: the tries that failed, and the one after them.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<TryView>? Tries { get; init; }

    /// <summary>Only of a single one: what it is about, in hub words, by policy.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RawJson? Data { get; init; }
}

/// <param name="Number">Which try; while the participant was away it keeps its number.</param>
/// <param name="At">When it ended.</param>
/// <param name="Code">Stable.</param>
/// <param name="Status">HTTP status; null: none.</param>
/// <param name="Ms">How long it took.</param>
/// <param name="Detail">For an operator; null: nothing to say.</param>
/// <param name="Answer">The beginning of what the partner said, by policy and without our secrets; null: nothing.</param>
internal sealed record TryView(int Number, string At, string Code, int? Status, double Ms, string? Detail, string? Answer);
