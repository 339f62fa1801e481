namespace HmsSync.EndToEnd.Tests.Fakes;

/// <summary>What holds of the pushes one partner saw, whatever was killed between them.</summary>
internal static class PushPromises
{
    /// <summary>Order per record, and one idempotency key per delivery and body.</summary>
    public static void AssertKept(IReadOnlyList<Push> pushes)
    {
        foreach (var record in pushes.GroupBy(push => push.Key))
        {
            var newest = 0L;
            foreach (var push in record)
            {
                // Invariant 2: never a version after a newer one; the same one again is a repeat.
                Assert.True(push.Seq >= newest, $"{record.Key}: seq {push.Seq} came after {newest}");
                newest = push.Seq;
            }
        }

        foreach (var delivery in pushes.GroupBy(push => push.PartnerSeq))
        {
            // Invariant 3: a repeat has the same key and the same body.
            Assert.True(
                delivery.DistinctBy(push => (push.IdempotencyKey, push.Body, push.Op, push.Seq)).Count() == 1,
                $"partner_seq {delivery.Key} came in different forms:\n{string.Join('\n', delivery)}");
        }

        foreach (var key in pushes.GroupBy(push => push.IdempotencyKey))
        {
            Assert.True(
                key.DistinctBy(push => push.PartnerSeq).Count() == 1, $"one key for several deliveries:\n{string.Join('\n', key)}");
        }
    }
}
