namespace HmsSync.Routing;

/// <summary>Remembers of one record which lanes' routes took it, where its feed cannot tell what it was before.</summary>
internal interface IMatchMemory
{
    bool Matched(int lane);

    void Put(int lane, bool matches);
}
