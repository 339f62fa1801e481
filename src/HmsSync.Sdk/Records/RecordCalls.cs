namespace HmsSync.Sdk;

/// <summary>The calls that were configured for one table; what is null, the partner cannot do.</summary>
public sealed record RecordCalls
{
    /// <summary>Makes a record: <c>POST</c>, or <c>PUT</c> under a key of ours.</summary>
    public RecordCall? Insert { get; init; }

    /// <summary><c>PATCH</c>: changed fields only; <c>PUT</c>: the whole record.</summary>
    public RecordCall? Update { get; init; }

    /// <summary>Takes a record away.</summary>
    public RecordCall? Delete { get; init; }

    /// <summary>One record.</summary>
    public RecordCall? Read { get; init; }

    /// <summary>A record by the hub's key.</summary>
    public RecordCall? Find { get; init; }

    /// <summary>All records, page by page.</summary>
    public RecordCall? List { get; init; }

    /// <summary>What changed since a cursor, page by page.</summary>
    public RecordCall? Changes { get; init; }
}

/// <summary>A method and a path.</summary>
/// <param name="Method">Upper case.</param>
/// <param name="Path">Begins with a slash, is joined to the partner's url; <c>{x}</c> is a partner field, URL-escaped.</param>
public sealed record RecordCall(string Method, string Path);
