using System.Collections.Concurrent;
using HmsSync.Changes;

namespace HmsSync.Lanes.Records;

/// <summary>
/// Of each delivery that is under way: whether a call of unknown outcome may have changed the record there, when it was looked
/// at, and how often it was found to be another one. Bounded by what a lane has in its window and its waiting room.
/// </summary>
/// <param name="clock">Of the engine.</param>
/// <param name="longest">After so long a call has arrived, or never will: its deadline.</param>
internal sealed class WalksBack(TimeProvider clock, TimeSpan longest)
{
    /// <summary>Invariant 11: how often a delivery is decided anew because the record there is another one.</summary>
    public const int Most = 5;

    private const int Never = -2;

    private readonly long _born = clock.GetTimestamp();

    private readonly ConcurrentDictionary<long, State> _walks = new();

    /// <summary>
    /// A call may have been made whose outcome nobody knows, and making it again could undo what was written there since.
    /// </summary>
    /// <param name="owed">The delivery.</param>
    /// <param name="isSafe">The partner would know the call again.</param>
    public bool MustLook(OwedEvent owed, bool isSafe)
        => !isSafe && (_walks.TryGetValue(owed.PartnerSeq.Value, out var walk) ? walk.Unknown : owed.MayHaveGone);

    /// <summary>
    /// How long a call that an earlier life of the engine may have made can still be on its way: what is looked at before it has
    /// arrived tells nothing. Zero: it has arrived, or there was none.
    /// </summary>
    /// <param name="owed">The delivery.</param>
    /// <param name="isSafe">The partner would know the call again.</param>
    public TimeSpan OnItsWay(OwedEvent owed, bool isSafe)
    {
        var left = longest - clock.GetElapsedTime(_born);
        return !isSafe && owed.MayHaveGone && left > TimeSpan.Zero && !_walks.ContainsKey(owed.PartnerSeq.Value) ? left : TimeSpan.Zero;
    }

    /// <summary>It was read, and the hub has not judged yet what was found.</summary>
    public bool IsBeingJudged(OwedEvent owed, LinkRow link)
        => _walks.TryGetValue(owed.PartnerSeq.Value, out var walk) && walk.AwaitsMore(link) && !walk.IsPassed;

    /// <summary>The hub has judged what was found, and the link is what it was: what stands there is still to be seen.</summary>
    public bool IsUnmoved(OwedEvent owed, LinkRow link)
        => _walks.TryGetValue(owed.PartnerSeq.Value, out var walk) && walk.AwaitsMore(link) && walk.IsPassed;

    /// <summary>How often in a row what was found came to nothing in the hub.</summary>
    public int Unmoved(OwedEvent owed, LinkRow link)
        => _walks.TryGetValue(owed.PartnerSeq.Value, out var walk) && walk.AwaitsMore(link) && walk.IsPassed ? walk.Unmoved + 1 : 0;

    /// <summary>It was read; what came of that is known when the link has moved on, or the judgement has passed.</summary>
    public void Looked(OwedEvent owed, int revision, Judgements.Judgement judgement) => Change(owed, walk =>
    {
        walk.Judgement?.Close();
        return new State(
            false, revision, walk.Count + 1, walk.IsPassed && walk.LookedAt == revision ? walk.Unmoved + 1 : 0, judgement);
    });

    /// <summary>It was read, and nobody has to judge what was found.</summary>
    public void LookedInTurn(OwedEvent owed) => Change(owed, walk =>
    {
        walk.Judgement?.Close();
        return new State(false, Never, walk.Count + 1, 0, null);
    });

    public void IsUnknown(OwedEvent owed) => Change(owed, walk => walk with { Unknown = true });

    /// <summary>How often it was read and found to be another record; a call that came to nothing does not count.</summary>
    public int Count(OwedEvent owed) => _walks.TryGetValue(owed.PartnerSeq.Value, out var walk) ? walk.Count : 0;

    public void Ended(OwedEvent owed) => Ended(owed.PartnerSeq);

    public void Ended(PartnerSeq delivery)
    {
        if (_walks.TryRemove(delivery.Value, out var walk))
        {
            walk.Judgement?.Close();
        }
    }

    private void Change(OwedEvent owed, Func<State, State> change)
        => _walks.AddOrUpdate(
            owed.PartnerSeq.Value, _ => change(new State(false, Never, 0, 0, null)), (_, walk) => change(walk));

    private readonly record struct State(bool Unknown, int LookedAt, int Count, int Unmoved, Judgements.Judgement? Judgement)
    {
        public bool IsPassed => Judgement is { IsPassed: true };

        /// <summary>The link is still as it was when it was looked at.</summary>
        public bool AwaitsMore(LinkRow link) => link.Revision <= LookedAt;
    }
}
