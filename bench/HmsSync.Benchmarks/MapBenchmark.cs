using System.Buffers;
using System.Text;
using HmsSync.Map;

namespace HmsSync.Benchmarks;

/// <summary>The map stage on a record of about 300 bytes.</summary>
[MemoryDiagnoser]
public class MapBenchmark
{
    private readonly byte[] _fields = Encoding.UTF8.GetBytes(
        $$"""
        {"id":42,"clinic_id":12,"citizen_id":"CID-42","start":"2026-11-21T10:00:00Z","status":"booked","notes":"{{new string('n', 180)}}"}
        """);

    private readonly ArrayBufferWriter<byte> _output = new(1_024);

    /// <summary>Every field under its own name.</summary>
    [Benchmark]
    public int Identity()
    {
        _output.ResetWrittenCount();
        MappingPlan.Identity.ToPartner(_fields, defaults: true, _output);
        return _output.WrittenCount;
    }
}
