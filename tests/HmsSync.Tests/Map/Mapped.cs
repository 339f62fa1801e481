using Xunit;
using System.Buffers;
using System.Text;
using HmsSync.Configuration.Reading;
using HmsSync.Map;
using NodaTime;

namespace HmsSync.Tests.Map;

/// <summary>Compiles mappings from text and runs them on text.</summary>
internal static class Mapped
{
    public static MappingPlan Plan(string json, string zone = "UTC")
    {
        var log = new FaultLog();
        var root = JsonReader.Read("m.json", json, log);
        var plan = root is null ? null : new MappingCompiler(log, DateTimeZoneProviders.Tzdb[zone]).Compile(root);
        Assert.Empty(log.Faults);
        return plan!;
    }

    public static string Out(MappingPlan plan, string payload, bool defaults = false)
    {
        var output = new ArrayBufferWriter<byte>();
        var result = plan.ToPartner(Encoding.UTF8.GetBytes(payload), defaults, output);
        return result.IsFault ? $"{result.Code} {result.Field}" : Encoding.UTF8.GetString(output.WrittenSpan);
    }

    public static string In(MappingPlan plan, string payload, bool defaults = false)
    {
        var output = new ArrayBufferWriter<byte>();
        var result = plan.ToHub(Encoding.UTF8.GetBytes(payload), defaults, output);
        return result.IsFault ? $"{result.Code} {result.Field}" : Encoding.UTF8.GetString(output.WrittenSpan);
    }

    public static string Key(MappingPlan plan, string payload, params string[] columns)
    {
        var output = new ArrayBufferWriter<byte>();
        Assert.False(plan.ToPartnerKey(Encoding.UTF8.GetBytes(payload), columns, output).IsFault);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    public static bool Same(MappingPlan plan, string field, string left, string right)
        => plan.Equality.Same(field, Encoding.UTF8.GetBytes(left), Encoding.UTF8.GetBytes(right));
}
