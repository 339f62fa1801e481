namespace HmsSync.Hubs.Postgres.Feed;

/// <summary>What the stream says of a table before its first row, and again after DDL changed it.</summary>
/// <param name="Id">By which row messages name it: the table's oid, of a partitioned one the root's.</param>
/// <param name="Schema">Where it was when the rows were written.</param>
/// <param name="Relation">What it was called then.</param>
/// <param name="Columns">Without generated ones.</param>
internal sealed record RelationMessage(
    uint Id, string Schema, string Relation, IReadOnlyList<(string Name, uint Type, bool InIdentity)> Columns)
{
    private const string Catalogue = "pg_catalog";

    public static RelationMessage Read(ReadOnlySpan<byte> message)
    {
        var wire = new WireReader(message);
        wire.Skip(1);
        var id = wire.UInt32();
        var schema = wire.Text();
        var relation = wire.Text();
        wire.Skip(1); // the identity setting; which columns it has, each column says
        var columns = new (string, uint, bool)[wire.Int16()];
        for (var i = 0; i < columns.Length; i++)
        {
            var inIdentity = (wire.Byte() & 1) != 0;
            columns[i] = (wire.Text(), wire.UInt32(), inIdentity);
            wire.Skip(sizeof(int)); // type modifier
        }

        return new RelationMessage(id, schema.Length == 0 ? Catalogue : schema, relation, columns);
    }
}
