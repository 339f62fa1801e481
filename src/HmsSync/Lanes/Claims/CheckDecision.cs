using HmsSync.Hubs;
using HmsSync.Resolve;

namespace HmsSync.Lanes.Claims;

/// <summary>What claims make of a change that the application made.</summary>
internal sealed class CheckDecision(OwedEvent owed, ClaimStage claims, int lane) : IHubDecision
{
    private IReadOnlyList<FieldConflict> _noted = [];

    public IReadOnlyList<FieldConflict> Conflicts { get; private set; } = [];

    public bool MustNote { get; private set; }

    public bool MustLoad => claims.Knowledge.IsMissing;

    /// <summary>More would lose than may.</summary>
    public bool IsTooMany { get; private set; }

    public void Noted() => _noted = Conflicts;

    public Task<bool> LoadAsync() => claims.Knowledge.LoadAsync();

    public HubWrite Decide(ReadOnlyMemory<byte>? current, IHubRows rows)
    {
        (Conflicts, MustNote, IsTooMany) = ([], false, false);
        if (current is not { } stands)
        {
            return HubWrite.Nothing;
        }

        var checkedNow = claims.Check(owed.Event.Key, stands, owed.Event.Seq, rows, new DeliveryName(lane, owed.PartnerSeq));
        if (claims.Knowledge.IsMissing || checkedNow.IsTooMany)
        {
            IsTooMany = checkedNow.IsTooMany;
            return HubWrite.Nothing;
        }

        Conflicts = checkedNow.Conflicts;
        if (!checkedNow.Write.ChangesOthers || FieldConflict.AreSame(Conflicts, _noted))
        {
            return checkedNow.Write;
        }

        MustNote = true;
        return HubWrite.Nothing;
    }
}
