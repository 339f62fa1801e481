namespace HmsSync.Hubs.Postgres.Catalogue;

/// <summary>What PostgreSQL's catalogue says about one configured table.</summary>
/// <param name="Name">As the configuration calls it: the topic of its changes.</param>
/// <param name="Schema">Where it is.</param>
/// <param name="Relation">Its own name there.</param>
internal sealed record PgTable(string Name, string Schema, string Relation)
{
    public uint Oid { get; init; }

    public bool IsPartitioned { get; init; }

    /// <summary>In the order of the table, generated ones too.</summary>
    public required IReadOnlyList<PgColumn> Columns { get; init; }

    /// <summary>Positions in <see cref="Columns"/> of the key, in key order.</summary>
    public required IReadOnlyList<int> Key { get; init; }

    public required ReplicaIdentity Identity { get; init; }

    /// <summary>Columns whose old values the log holds; of a partitioned table those that all its partitions share.</summary>
    public required IReadOnlyList<string> IdentityColumns { get; init; }

    public IReadOnlyList<PgForeignKey> ForeignKeys { get; init; } = [];

    /// <summary>Quoted, for statements.</summary>
    public string Sql => $"{PgSql.Name(Schema)}.{PgSql.Name(Relation)}";

    public IEnumerable<string> KeyNames => Key.Select(k => Columns[k].Name);

    /// <summary>Columns that hold data of their own: what the feed shows and the writer may set.</summary>
    public IEnumerable<PgColumn> Stored => Columns.Where(c => !c.IsGenerated);

    /// <summary>Position of a column by its exact name; -1: there is none.</summary>
    public int Find(string column)
    {
        for (var i = 0; i < Columns.Count; i++)
        {
            if (Columns[i].Name == column)
            {
                return i;
            }
        }

        return -1;
    }
}

/// <summary>What the log holds of a row before it is changed (pg_class.relreplident).</summary>
internal enum ReplicaIdentity
{
    /// <summary>The primary key, if there is one.</summary>
    Default,
    Index,
    Full,
    Nothing,
}

/// <param name="Columns">Here, in the order of the constraint.</param>
/// <param name="Schema">Of the table it refers to.</param>
/// <param name="Relation">The table it refers to.</param>
/// <param name="ParentColumns">There, in the same order.</param>
internal sealed record PgForeignKey(
    IReadOnlyList<string> Columns, string Schema, string Relation, IReadOnlyList<string> ParentColumns);
