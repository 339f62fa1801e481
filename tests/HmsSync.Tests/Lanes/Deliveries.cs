using HmsSync.Changes;
using HmsSync.Lanes;
using HmsSync.Sdk;

namespace HmsSync.Tests.Lanes;

/// <summary>Deliveries to test with.</summary>
internal static class Deliveries
{
    public static Delivery Of(long number, long record, ChangeOp op = ChangeOp.Update)
        => new(new PartnerSeq(number), op, new JournaledEvent
        {
            Seq = new Seq(number),
            Source = Participant.Hub,
            Topic = "appointments",
            Op = op,
            Key = new RecordKey($$"""{"id":{{record}}}"""),
            Record = record,
            Time = new EventTime(number),
            Fields = "{}"u8.ToArray(),
        });

    public static WaitingEntry Waiting(long number, long record, ChangeOp op = ChangeOp.Update, int attempts = 0, long nextAt = 0)
        => new(
            new PartnerSeq(number), new Seq(number), op, record, attempts, default, new EventTime(nextAt), "", false);
}
