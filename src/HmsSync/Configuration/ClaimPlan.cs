using System.Security.Cryptography;
using HmsSync.Changes;
using HmsSync.Diagnostics;

namespace HmsSync.Configuration;

/// <summary>A rule about different records of a table that want the same thing.</summary>
/// <param name="Name">As people call it; stands in conflict rows.</param>
/// <param name="Place">Where it is written.</param>
internal sealed record ClaimPlan(string Name, Place Place)
{
    private const int MarkBytes = 9;

    /// <summary>Hub columns that must be equal for two records to want the same; may be empty with an overlap.</summary>
    public IReadOnlyList<string> Same { get; init; } = [];

    /// <summary>… and whose spans must overlap, half-open: touching is free; null: being equal is enough.</summary>
    public SpanFields? Overlap { get; init; }

    /// <summary>How many may have it: this many, unless <see cref="CapacityField"/> says.</summary>
    public int Capacity { get; init; } = 1;

    /// <summary>The hub column that says how many; null: <see cref="Capacity"/>.</summary>
    public string? CapacityField { get; init; }

    /// <summary>A record with all of these values claims nothing; a loser is told by writing them. Empty: by a delete.</summary>
    public IReadOnlyList<FieldValue> Unless { get; init; } = [];

    /// <summary>Who keeps it: earliest_change, latest_change or manual.</summary>
    public WinnerRule Winner { get; init; } = WinnerRule.EarliestChange;

    /// <summary>What the loser reads; null: nothing.</summary>
    public TellPlan? Tell { get; init; }

    /// <summary>The columns that say which place a record claims.</summary>
    public IReadOnlyList<string> Where => [.. Same, .. Overlap is { } span ? new[] { span.Start, span.End } : []];

    /// <summary>The columns that say what a record claims, and whether it does.</summary>
    public IReadOnlyList<string> Columns => [.. Where, .. Unless.Select(u => u.Field)];

    /// <summary>
    /// Whether a record claims something: no column of the place is null or absent, and it is none of <see cref="Unless"/>.
    /// </summary>
    /// <param name="record">A JSON object, hub words.</param>
    public bool IsClaimedBy(ReadOnlySpan<byte> record)
    {
        foreach (var column in Where)
        {
            var value = JsonFields.Find(record, column);
            if (value.IsEmpty || value.SequenceEqual("null"u8))
            {
                return false;
            }
        }

        foreach (var unless in Unless)
        {
            if (!unless.IsSame(JsonFields.Find(record, unless.Field)))
            {
                return true;
            }
        }

        return Unless.Count == 0;
    }

    /// <summary>Whether two states of a record claim the same, or both nothing.</summary>
    public bool IsSame(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        if (IsClaimedBy(left) != IsClaimedBy(right))
        {
            return false;
        }

        foreach (var column in Where)
        {
            if (!JsonFields.Find(left, column).SequenceEqual(JsonFields.Find(right, column)))
            {
                return !IsClaimedBy(left);
            }
        }

        return true;
    }

    /// <summary>Differs where records claim something else, or one of them nothing; a few letters, no value.</summary>
    public string MarkOf(ReadOnlySpan<byte> record)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var column in Columns)
        {
            hash.AppendData(JsonFields.Find(record, column));
            hash.AppendData("\n"u8);
        }

        return Convert.ToBase64String(hash.GetHashAndReset().AsSpan(0, MarkBytes));
    }

    /// <summary>Differs between claims that do not claim the same; who wins and what is told says nothing of that.</summary>
    public string Definition
    {
        get
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            string[] words =
            [
                .. Where, CapacityField ?? Capacity.ToString(CultureInfo.InvariantCulture), Overlap is null ? "same" : "overlap",
                .. Unless.SelectMany(u => new[] { u.Field, Convert.ToHexStringLower(u.Json.Span) }),
            ];
            hash.AppendData(System.Text.Encoding.UTF8.GetBytes(string.Join('\n', words)));
            return Convert.ToBase64String(hash.GetHashAndReset().AsSpan(0, MarkBytes));
        }
    }

    /// <summary>Invariant 11: past this many losers in the time, the claim decides nothing and holds.</summary>
    public LoserLimit MaxLosers { get; init; } = LoserLimit.Default;
}

/// <summary>Two hub columns that say from when to when; the end is not in it.</summary>
internal sealed record SpanFields(string Start, string End);

/// <param name="Field">Hub column.</param>
/// <param name="Json">Its value, JSON in UTF-8.</param>
internal sealed record FieldValue(string Field, ReadOnlyMemory<byte> Json)
{
    /// <summary>Whether a hub value is this one, however a database without booleans writes it.</summary>
    public bool IsSame(ReadOnlySpan<byte> value)
        => value.SequenceEqual(Json.Span)
            || (Json.Span.SequenceEqual("true"u8) && value.SequenceEqual("1"u8))
            || (Json.Span.SequenceEqual("false"u8) && value.SequenceEqual("0"u8));
}

/// <param name="Field">Hub column that is written.</param>
/// <param name="Text">With <c>{winner.at}</c> and <c>{winner.source}</c> to be filled.</param>
internal sealed record TellPlan(string Field, string Text);

internal sealed record LoserLimit(int Count, TimeSpan Per)
{
    public static readonly LoserLimit Default = new(5, TimeSpan.FromHours(1));
}
