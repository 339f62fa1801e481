using HmsSync.Audit;
using HmsSync.Changes;
using HmsSync.Lanes;
using HmsSync.Sdk;
using HmsSync.Stores.Sqlite;
using Xunit;

namespace HmsSync.Tests.Server.Api;

/// <summary>Business events that lapsed stand as one parked row until a person has seen to it that they are known otherwise.</summary>
public sealed class GapTests
{
    private const string Way = "target=lotus&after=gap";

    // Invariant 10, Invariant 12
    [Fact]
    public async Task A_gap_is_told_and_given_up_by_a_person()
    {
        await using var rig = await ServerRig.StartAsync();
        Assert.Equal("not_held", (await rig.Get($"/api/resume?{Way}")).Code);
        await rig.Engine.Store.Writer.CommitAsync(new Lapse(rig.Engine.Lanes[0].Plan.Id));
        Assert.Single(await rig.Parked(1));
        var look = (await rig.Get($"/api/resume?{Way}")).Json;
        Assert.Contains("lotus: 7 business events", look.GetProperty("does").GetString(), StringComparison.Ordinal);
        Assert.Single(await rig.Parked(1));
        Assert.True((await rig.Post("/api/resume", """{"target":"lotus","after":"gap"}""")).Json.GetProperty("ok").GetBoolean());
        Assert.Empty(await rig.Parked(0));
        var last = rig.Engine.Store.Readers.Read(reader => reader.Rows.Audit(0, 1_000)).Last().Entry;
        Assert.Equal((Outcome.Dropped, "gap_accepted", 7), (last.Outcome, last.Code, last.Count));
        Assert.Equal("not_held", (await rig.Get($"/api/resume?{Way}")).Code);
    }

    /// <summary>What a person has not been told of is not given up.</summary>
    [Fact]
    public async Task A_gap_that_has_grown_since_it_was_read_stays()
    {
        await using var rig = await ServerRig.StartAsync();
        var lane = rig.Engine.Lanes[0].Plan.Id;
        await rig.Engine.Store.Writer.CommitAsync(new Lapse(lane));
        var read = rig.Engine.Store.Readers.Read(reader => reader.Rows.Parked(lane, 0, 10));
        await rig.Engine.Store.Writer.CommitAsync(new Lapse(lane));
        var drop = new DropWork(read, "gap_accepted", default);
        await rig.Engine.Store.Writer.CommitAsync(drop);
        Assert.Equal(ParkedEnd.NotFound, drop.Ends[read[0].Id]);
        Assert.Equal(14, Assert.Single(rig.Engine.Store.Readers.Read(reader => reader.Rows.Parked(lane, 0, 10))).Count);
    }

    private sealed class Lapse(int lane) : StoreWork
    {
        public override int Rows => 1;

        public override void Apply(StoreTransaction transaction)
            => transaction.Parked.PutExpired(new ParkedRow(
                0, lane, new PartnerSeq(1), new PartnerSeq(9), new Seq(1), ChangeOp.Event, 0, LapseWork.ExpiredCode, null, 0, default, 7));
    }
}
