using System.Net;
using HmsSync.Tests.Fakes;
using Xunit;

namespace HmsSync.Tests.Adapters.Http;

/// <summary>The proxy of the environment is the whole process's: no other test runs beside this.</summary>
[Collection(Name)]
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ProxyTests
{
    private const string Name = "the process's proxy";

    [Fact]
    public async Task A_proxy_of_the_environment_does_not_matter()
    {
        await using var proxy = await ScriptedPartner.StartAsync();
        await using var partner = await ScriptedPartner.StartAsync();
        var before = HttpClient.DefaultProxy;
        HttpClient.DefaultProxy = new WebProxy(proxy.Url); // what http_proxy sets
        try
        {
            using var rig = new HttpRig(partner.Url);
            Assert.Null((await rig.PushAsync()).Failure);
        }
        finally
        {
            HttpClient.DefaultProxy = before;
        }

        Assert.Single(partner.Requests);
        Assert.Empty(proxy.Requests);
    }
}
