using HmsSync.Changes;
using HmsSync.Configuration;

namespace HmsSync.Feeds.Doorbells;

/// <summary>One webhook event of one partner.</summary>
internal sealed record Doorbell(PartnerPlan Partner, ReceivePlan Receive);

/// <summary>What a doorbell's body came to.</summary>
/// <param name="Events">To be journaled in one commit; none with a fault.</param>
/// <param name="Body">The body without its verify field, as one line: what must be the same when its id comes again.</param>
/// <param name="Fault">The shape is wrong; null: it is not.</param>
internal sealed record DoorbellReading(IReadOnlyList<NewEvent> Events, ReadOnlyMemory<byte> Body, DoorbellFault? Fault);

/// <param name="Code">Stable, lower snake case: <c>unknown_word</c>, <c>key_unknown</c>, <c>unknown_op</c> …</param>
/// <param name="Field">The field to blame; never its value.</param>
internal sealed record DoorbellFault(string Code, string Field);
