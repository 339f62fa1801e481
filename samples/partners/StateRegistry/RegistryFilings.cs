namespace HmsSync.Partners;

/// <summary>The filings and what callers were told: on disk first, then in memory. Safe for several threads.</summary>
internal sealed class RegistryFilings : IDisposable
{
    private readonly Lock _lock = new();
    private readonly OrderedDictionary<string, RegistryLine> _filings = [];
    private readonly GivenAnswers _answers = new();
    private readonly LineFile<RegistryLine> _file;

    /// <param name="dataFile">JSON lines; made when it is not there.</param>
    public RegistryFilings(string dataFile)
    {
        _file = new LineFile<RegistryLine>(dataFile, Apply);
    }

    /// <summary>In order of arrival.</summary>
    public IReadOnlyList<RegistryLine> All
    {
        get
        {
            lock (_lock)
            {
                return [.. _filings.Values];
            }
        }
    }

    /// <summary>201 for a new filing, 200 for a changed one, 422 for an <c>Idempotency-Key</c> used before.</summary>
    public int Enter(RegistryLine line, PartnerCall call)
    {
        lock (_lock)
        {
            if (_answers.Told(call) is { } told)
            {
                return told;
            }

            var known = _filings.GetValueOrDefault(line.Number);
            var status = known is null ? 201 : 200;
            var filed = line with
            {
                Edition = (known?.Edition ?? 0) + 1,
                Seq = call.Seq,
                PartnerSeq = call.PartnerSeq,
                Answer = call.Answered(status),
            };
            _file.Append(filed);
            Apply(filed);
            return status;
        }
    }

    public void Dispose() => _file.Dispose();

    private void Apply(RegistryLine line)
    {
        _answers.Add(line.Answer);
        _filings[line.Number] = line;
    }
}
