using System.Net.Http.Headers;
using HmsSync.Tests.Fakes;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace HmsSync.Tests.Server.Records;

/// <summary>A partner that is said to tell versions, and tells none: a proxy in front of it takes the ETags away.</summary>
public sealed class VersionTests
{
    private const string Ten = "2030-01-07T10:00:00Z";
    private const string Eleven = "2030-01-07T11:00:00Z";

    // Invariants 7 and 11
    [Fact]
    public async Task Without_a_version_nothing_is_overwritten_and_what_is_wrong_is_said()
    {
        using var http = new HttpClient();
        await using var proxy = await ScriptedPartner.StartAsync();
        await using var rig = await ClinicRig.StartAsync(version: "revision", through: clinic =>
        {
            proxy.Script = (request, context) => PassAsync(http, clinic, request, context);
            return proxy.Url;
        });
        rig.Hub($"INSERT INTO appointments VALUES (1, '{Ten}', 'WIC')");
        await Eventually.Holds(() => rig.Delivered() == 1, "the clinic has it");
        await rig.ClerkAsync("/1/change", """{"title":"Anna"}""");
        rig.Hub($"UPDATE appointments SET start = '{Eleven}'");

        var lane = rig.Engine.Lanes.Single(lane => !lane.Plan.Participant.IsHub).Plan.Id;
        await Eventually.Holds(
            () => rig.Engine.Store.Readers.Read(reader => reader.Lanes.Waiting(lane)).Any(w => w.Code == "no_version"), "it is said");
        var there = (await rig.AtTheClinicAsync())[0]!;
        Assert.Equal((Ten, "Anna"), ($"{there["begin"]}", $"{there["title"]}"));
    }

    private static async Task PassAsync(HttpClient http, Uri clinic, RecordedRequest request, HttpContext context)
    {
        using var call = new HttpRequestMessage(new HttpMethod(request.Method), new Uri(clinic, request.Target));
        call.Headers.Authorization = AuthenticationHeaderValue.Parse(request.Headers["Authorization"]);
        if (request.Body.Length > 0)
        {
            call.Content = new StringContent(request.Body, null, "application/json");
        }

        using var answer = await http.SendAsync(call, context.RequestAborted);
        context.Response.StatusCode = (int)answer.StatusCode;
        context.Response.ContentType = answer.Content.Headers.ContentType?.ToString();
        await context.Response.WriteAsync(await answer.Content.ReadAsStringAsync(context.RequestAborted), context.RequestAborted);
    }
}
