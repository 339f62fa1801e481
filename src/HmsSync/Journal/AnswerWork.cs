using HmsSync.Changes;
using HmsSync.Stores.Sqlite;

namespace HmsSync.Journal;

/// <summary>
/// The answer to conflict rows: their new state, the event that brings it into the hub and what is owed of it, in one commit.
/// A row that somebody else has answered meanwhile makes it void.
/// </summary>
internal sealed class AnswerWork(ConflictAnswer answer, AppendWork append, EventTime now) : StoreWork
{
    public override int Rows => append.Rows + answer.Ids.Count;

    /// <summary>False: nothing was done; to be read after the commit.</summary>
    public bool IsTaken { get; private set; }

    public override void Apply(StoreTransaction transaction)
    {
        IsTaken = transaction.Conflicts.Answer(now, answer.Ids[0], answer);
        if (!IsTaken)
        {
            return;
        }

        foreach (var id in answer.Ids.Skip(1))
        {
            transaction.Conflicts.Answer(now, id, answer);
        }

        append.Apply(transaction);
    }

    public override void AfterCommit()
    {
        if (IsTaken)
        {
            append.AfterCommit();
        }
    }
}
