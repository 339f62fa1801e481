using System.Text.Json;
using HmsSync.Server.OpenApi;
using Xunit;

namespace HmsSync.Tests.Server;

public sealed class OpenApiTests
{
    [Fact]
    public async Task The_document_has_every_route_of_the_running_server_and_no_other()
    {
        await using var rig = await ServerRig.StartAsync();
        var answer = await ServerRig.SendAsync(rig.Http, HttpMethod.Get, "/openapi/v1.json", null);
        Assert.Equal("3.1.0", answer.Json.GetProperty("openapi").GetString());
        var told = answer.Json.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Select(o => $"{o.Name.ToUpperInvariant()} {path.Name}"));
        var built = rig.Server.Routes.Select(r => r.Replace("{id:long}", "{id}", StringComparison.Ordinal))
            .Append("POST /webhook/{partner}/{event}"); // whose routes the configuration names
        Assert.Equal(built.Order(StringComparer.Ordinal), told.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void What_it_refers_to_is_there_and_every_operation_has_a_name_of_its_own()
    {
        using var document = JsonDocument.Parse(OpenApiDocument.Write("1"));
        var text = document.RootElement.GetRawText();
        foreach (var schema in document.RootElement.GetProperty("components").GetProperty("schemas").EnumerateObject())
        {
            Assert.Contains($"#/components/schemas/{schema.Name}\"", text, StringComparison.Ordinal);
        }

        var ids = document.RootElement.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject()).Select(o => o.Value.GetProperty("operationId").GetString()).ToList();
        Assert.Equal(ids.Distinct(), ids);
    }

    // A door that says one thing and does another: what the document says is open is open, and nothing else.
    [Fact]
    public async Task What_it_says_of_keys_is_so()
    {
        await using var rig = await ServerRig.StartAsync();
        foreach (var operation in Operations.All.Where(o => !o.Path.StartsWith("/webhook", StringComparison.Ordinal)))
        {
            var path = operation.Path.Replace("{id}", "1", StringComparison.Ordinal);
            var body = operation.Method == "POST" ? "{}"u8.ToArray() : null;
            var answer = await ServerRig.SendAsync(rig.Http, new HttpMethod(operation.Method), path, body);
            Assert.Equal(operation.Scope is not null, (int)answer.Status == 401);
        }
    }
}
