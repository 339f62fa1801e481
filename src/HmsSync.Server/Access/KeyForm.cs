using System.Text.Json;
using HmsSync.Configuration.Values;
using HmsSync.Server.Answers;

namespace HmsSync.Server.Access;

/// <summary>A key that somebody asks for.</summary>
/// <param name="Name">What it is for.</param>
/// <param name="Partner">Whose it is; empty: nobody's in particular.</param>
/// <param name="Scopes">What it may.</param>
/// <param name="Lifetime">Null: it does not end by itself.</param>
/// <param name="IsToken">As a token that we sign.</param>
internal sealed record KeyForm(string Name, string Partner, Scopes Scopes, TimeSpan? Lifetime, bool IsToken)
{
    public const int LongestName = 64;

    private static readonly TimeSpan UsualToken = TimeSpan.FromDays(90);

    /// <summary>Reads <c>{name, scopes, partner?, expires?, jwt?}</c>; null with a problem.</summary>
    public static KeyForm? Read(JsonElement body, Func<string, bool> knowsPartner, out Problem? problem)
    {
        var (name, partner) = (Text(body, "name") ?? "", Text(body, "partner") ?? "");
        var scopes = ScopeWords.Parse(Text(body, "scopes") ?? "");
        var isToken = body.TryGetProperty("jwt", out var jwt) && jwt.ValueKind == JsonValueKind.True;
        var expires = Text(body, "expires") is { } text ? DurationText.Parse(text) : isToken ? UsualToken : null;
        problem = name.Length is 0 or > LongestName || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-')
            ? Bad("bad_name", $"A key's name is 1 to {LongestName} letters, digits, '.', '_' and '-'.", "name")
            : scopes is null
            ? Bad("bad_scope", $"scopes is one or more of {ScopeWords.All}.", "scopes")
            : partner.Length > 0 && !knowsPartner(partner)
            ? Bad("unknown_partner", "No partner has this name; `hms-sync partners list` shows them.", "partner")
            : partner.Length > 0 && (scopes.Value & (Scopes.Admin | Scopes.Read)) != 0
            ? Bad("scope_not_for_partner", "A partner's key sees what the partner is owed: it cannot have read or admin.", "scopes")
            : partner.Length == 0 && scopes.Value.HasFlag(Scopes.Webhook)
            ? Bad("partner_needed", "Doorbells are a partner's: a key for them needs one.", "partner")
            : IsBadLifetime(body, expires, isToken)
            ? Bad("bad_expires", $"expires is a duration such as 90d; of a token {SigningKeys.LongestToken.Days} days at most.", "expires")
            : null;
        return problem is null ? new KeyForm(name, partner, scopes!.Value, expires, isToken) : null;
    }

    private static bool IsBadLifetime(JsonElement body, TimeSpan? expires, bool isToken)
        => (expires is null && body.TryGetProperty("expires", out var given) && given.ValueKind != JsonValueKind.Null)
            || expires <= TimeSpan.Zero || expires > TimeSpan.FromDays(36_500)
            || (isToken && expires > SigningKeys.LongestToken);

    private static string? Text(JsonElement body, string name)
        => body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static Problem Bad(string code, string detail, string field) => new(422, code, detail, field);
}
