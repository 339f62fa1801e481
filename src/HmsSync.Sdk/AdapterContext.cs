using Microsoft.Extensions.Logging;

namespace HmsSync.Sdk;

/// <summary>What the engine hands to an adapter: its partner's settings and the only way out to the network.</summary>
public sealed record AdapterContext
{
    /// <summary>The partner's name, its key under <c>partners:</c>.</summary>
    public required string Partner { get; init; }

    /// <summary>The partner's <c>url</c> as written; may hold <c>{field}</c> places.</summary>
    public required string Url { get; init; }

    /// <summary>The partner's <c>method</c>, upper case.</summary>
    public string Method { get; init; } = "POST";

    /// <summary>Each push is a CloudEvents 1.0 event in structured form, its data the mapped object.</summary>
    public bool CloudEvents { get; init; }

    /// <summary>Where deletes go when they are sent elsewhere than to <see cref="Url"/>.</summary>
    public DeleteCall? Deletes { get; init; }

    /// <summary>By hub table, the tables whose records the partner answers for; without any each delivery is a call of its own.</summary>
    public IReadOnlyDictionary<string, RecordsSettings> Records { get; init; } = new Dictionary<string, RecordsSettings>();

    /// <summary>Guarded and with the partner's auth applied: no proxy, no redirects, no cookies, only vetted addresses.</summary>
    public required HttpMessageInvoker Http { get; init; }

    /// <summary>The clock; all waiting and stamping goes through it.</summary>
    public required TimeProvider Clock { get; init; }

    /// <summary>Logs under the partner's name. Never log payloads.</summary>
    public required ILogger Logger { get; init; }
}

/// <summary>The call that deletes a record at a partner.</summary>
/// <param name="Method">Upper case.</param>
/// <param name="Url">May hold <c>{field}</c> places.</param>
public sealed record DeleteCall(string Method, string Url);
