using HmsSync.Sdk;
using HmsSync.Tests.Adapters.Records;

namespace HmsSync.Tests.Adapters.Http.Records;

/// <summary>Keys of ours, changed fields only.</summary>
public sealed class HttpPatchRecordsTests : RecordsAdapterTests
{
    private protected override Task<IRecordsWorld> StartAsync() => ClinicWorld.StartAsync(
        new RecordCalls { Insert = new("PUT", "/appointments/{id}"), Update = new("PATCH", "/appointments/{id}") }, ownIds: false);
}

/// <summary>Keys of ours, whole records.</summary>
public sealed class HttpPutRecordsTests : RecordsAdapterTests
{
    private protected override Task<IRecordsWorld> StartAsync() => ClinicWorld.StartAsync(
        new RecordCalls { Insert = new("POST", "/appointments"), Update = new("PUT", "/appointments/{id}") }, ownIds: false);
}

/// <summary>Keys that the partner makes.</summary>
public sealed class HttpOwnKeysRecordsTests : RecordsAdapterTests
{
    private protected override Task<IRecordsWorld> StartAsync() => ClinicWorld.StartAsync(
        new RecordCalls { Insert = new("POST", "/appointments"), Update = new("PATCH", "/appointments/{id}") }, ownIds: true);
}
