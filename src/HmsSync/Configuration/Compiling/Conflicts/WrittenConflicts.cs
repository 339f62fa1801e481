using HmsSync.Diagnostics;

namespace HmsSync.Configuration.Compiling.Conflicts;

/// <summary>A conflict file, compiled, with the places that its checks blame.</summary>
/// <param name="Plan">What holds.</param>
/// <param name="Place">Where the table's rules begin, or the table itself where there are none.</param>
/// <param name="Rules">As written.</param>
internal sealed record WrittenConflicts(ConflictPlan Plan, Place Place, IReadOnlyList<WrittenRule> Rules);

/// <param name="Plan">The rule.</param>
/// <param name="Place">Where it stands.</param>
/// <param name="Fields">Its fields with their places.</param>
internal sealed record WrittenRule(ConflictRulePlan Plan, Place Place, IReadOnlyList<WrittenColumn> Fields);

/// <param name="Name">A hub column, or <c>*</c>.</param>
/// <param name="Place">Where it is written.</param>
internal sealed record WrittenColumn(string Name, Place Place);
