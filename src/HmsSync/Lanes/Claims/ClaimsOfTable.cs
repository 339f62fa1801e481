using HmsSync.Changes;
using HmsSync.Configuration;

namespace HmsSync.Lanes.Claims;

/// <summary>The claims of one table and what they count.</summary>
/// <param name="Table">Hub table.</param>
/// <param name="Plans">In the order of the file.</param>
/// <param name="Clock">When stamps decide.</param>
/// <param name="Limits">How many have lost.</param>
internal sealed record ClaimsOfTable(string Table, IReadOnlyList<ClaimPlan> Plans, ClockPlan Clock, LoserLimits Limits);

/// <summary>One delivery.</summary>
internal readonly record struct DeliveryName(int Lane, PartnerSeq PartnerSeq);
