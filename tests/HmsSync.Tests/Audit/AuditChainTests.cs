using HmsSync.Audit;
using HmsSync.Changes;
using HmsSync.Sdk;
using Xunit;

namespace HmsSync.Tests.Audit;

/// <summary>Invariant 10: the chain verifies from end to end, and nothing can be changed in it unseen.</summary>
public sealed class AuditChainTests
{
    private const string Epoch = "e1";

    [Fact]
    public void An_untouched_chain_verifies()
    {
        var report = Verify(Chain(1_000));
        Assert.Null(report.FirstBad);
        Assert.Equal(1_000, report.Rows);
    }

    [Fact]
    public void A_changed_removed_swapped_or_doubled_row_is_named()
    {
        for (var at = 0; at < 50; at++)
        {
            var changed = Chain(50);
            changed[at] = changed[at] with { Entry = changed[at].Entry with { Outcome = Outcome.Withheld } };
            Assert.Equal(at + 1, Verify(changed).FirstBad);

            var removed = Chain(50);
            removed.RemoveAt(at);
            Assert.Equal(at == 49 ? null : at + 2, Verify(removed).FirstBad);

            var doubled = Chain(50);
            doubled.Insert(at, doubled[at]);
            Assert.Equal(at + 1, Verify(doubled).FirstBad);
        }
    }

    [Fact]
    public void Every_number_and_the_code_are_covered()
    {
        var entry = Entry(1);
        AuditEntry[] others =
        [
            entry with { At = new EventTime(2) }, entry with { Lane = 9 }, entry with { PartnerSeq = new PartnerSeq(9) },
            entry with { Seq = new Seq(9) }, entry with { Record = 9 }, entry with { Op = ChangeOp.Delete },
            entry with { Outcome = Outcome.Parked }, entry with { Code = "no" }, entry with { Status = 9 },
            entry with { Attempts = 9 }, entry with { Count = 9 },
        ];
        Assert.All(others, other => Assert.NotEqual(Hash(entry), Hash(other)));
    }

    [Fact]
    public void A_chain_of_another_store_does_not_fit()
        => Assert.Equal(1, AuditVerification.Run("other", Pages(Chain(3))).FirstBad);

    private static string Hash(AuditEntry entry)
    {
        var hash = new byte[AuditChain.HashBytes];
        AuditChain.Hash(AuditChain.Genesis(Epoch), 1, entry, hash);
        return Convert.ToHexString(hash);
    }

    private static AuditEntry Entry(long n)
        => new(new EventTime(n), 1, new PartnerSeq(n), new Seq(n), 3, ChangeOp.Update, Outcome.Delivered, "ok", 200, 1);

    private static List<AuditRow> Chain(int rows)
    {
        var hash = AuditChain.Genesis(Epoch);
        var chain = new List<AuditRow>();
        for (var n = 1L; n <= rows; n++)
        {
            AuditChain.Hash(hash, n, Entry(n), hash);
            chain.Add(new AuditRow(n, Entry(n), [.. hash]));
        }

        return chain;
    }

    private static AuditReport Verify(List<AuditRow> rows) => AuditVerification.Run(Epoch, Pages(rows));

    // A doubled row has a number that was read already; a real store reads on after it, so the pages go by place.
    private static Func<long, IReadOnlyList<AuditRow>> Pages(List<AuditRow> rows)
    {
        var read = 0;
        return _ =>
        {
            var page = rows.Skip(read).Take(7).ToList();
            read += page.Count;
            return page;
        };
    }
}
