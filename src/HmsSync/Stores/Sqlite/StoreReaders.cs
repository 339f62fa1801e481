using HmsSync.Stores.Sqlite.Reading;

namespace HmsSync.Stores.Sqlite;

/// <summary>Read-only connections, lent one at a time and used again; each read is short, so a few are enough.</summary>
internal sealed class StoreReaders(StorePlace place) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Stack<StoreReader> _idle = [];
    private bool _closed;

    /// <summary>Runs the read on a connection of its own.</summary>
    public T Read<T>(Func<StoreReader, T> read)
    {
        var reader = Take();
        try
        {
            return read(reader);
        }
        finally
        {
            Return(reader);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _closed = true;
            while (_idle.TryPop(out var reader))
            {
                reader.Dispose();
            }
        }
    }

    private StoreReader Take()
    {
        lock (_gate)
        {
            if (_idle.TryPop(out var reader))
            {
                return reader;
            }
        }

        return new StoreReader(place.OpenReader());
    }

    private void Return(StoreReader reader)
    {
        lock (_gate)
        {
            if (!_closed)
            {
                _idle.Push(reader);
                return;
            }
        }

        reader.Dispose();
    }
}
