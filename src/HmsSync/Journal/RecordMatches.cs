using HmsSync.Routing;
using HmsSync.Stores.Sqlite.Tables;

namespace HmsSync.Journal;

/// <summary>What is remembered of one record, in the commit that journals its event.</summary>
internal sealed class RecordMatches(MatchedTable matched, long record) : IMatchMemory
{
    public bool Matched(int lane) => matched.Find(lane, record);

    public void Put(int lane, bool matches) => matched.Put(lane, record, matches);
}
