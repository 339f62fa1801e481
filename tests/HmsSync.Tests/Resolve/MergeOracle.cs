using HmsSync.Configuration;

namespace HmsSync.Tests.Resolve;

/// <summary>
/// One field, as the words have it: t absent or t = b: keep o; o = b: take t; t = o: agreed; else a conflict, and the rule.
/// A null says nothing where the base does not know the field. Written without a look at the engine; null: absent.
/// </summary>
internal static class MergeOracle
{
    public static Expected Of(string? b, string? o, string? t, WinnerRule rule, int order, InsideRule inside, bool partnerLeads)
    {
        if (t is null || t == b || (b is null && t == "null"))
        {
            return Expected.Kept;
        }

        if (o == b || (b is null && o == "null" && t != o))
        {
            return Expected.Taken;
        }

        if (t == o)
        {
            return Expected.Kept;
        }

        return rule switch
        {
            WinnerRule.Hub => Expected.HubWins,
            WinnerRule.Partner => Expected.PartnerWins,
            WinnerRule.Manual => Expected.Open,
            WinnerRule.Authority => ByAuthority(partnerLeads),
            _ when order == 0 => inside switch
            {
                InsideRule.Hub => Expected.HubWins,
                InsideRule.Manual => Expected.Open,
                _ => ByAuthority(partnerLeads),
            },
            WinnerRule.LatestChange => order > 0 ? Expected.PartnerWins : Expected.HubWins,
            _ => order < 0 ? Expected.PartnerWins : Expected.HubWins,
        };
    }

    private static Expected ByAuthority(bool partnerLeads) => partnerLeads ? Expected.PartnerWins : Expected.HubWins;
}

public enum Expected
{
    Kept,
    Taken,
    HubWins,
    PartnerWins,
    Open,
}
