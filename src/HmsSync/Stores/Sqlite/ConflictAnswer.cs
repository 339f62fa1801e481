using HmsSync.Changes;

namespace HmsSync.Stores.Sqlite;

/// <summary>What is to become of conflict rows that are answered as one.</summary>
/// <param name="Ids">The rows.</param>
/// <param name="From">The state they must be in.</param>
/// <param name="To">The state they get.</param>
/// <param name="Winner">Whose value stands; <see cref="AnswerName.OfPerson"/>: a value of the person's own.</param>
/// <param name="Why">Added to why it was decided so; without values.</param>
/// <param name="Event">What the lane to the hub is owed.</param>
internal sealed record ConflictAnswer(
    IReadOnlyList<long> Ids, string From, string To, string Winner, string Why, NewEvent Event);
