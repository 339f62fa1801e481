using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using HmsSync.Adapters.Http;
using HmsSync.Changes;
using HmsSync.Configuration;
using HmsSync.Deliver;
using HmsSync.Deliver.Guard;
using HmsSync.Partners;
using HmsSync.Sdk;
using HmsSync.Tests.Adapters.Records;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace HmsSync.Tests.Adapters.Http.Records;

/// <summary>The clinic calendar, listening, and the http adapter over the real guard.</summary>
internal sealed class ClinicWorld : IRecordsWorld
{
    private const string Token = "t0ken";
    private const int KeepChanges = 20;

    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    private readonly HttpClient _clerk = new();
    private readonly DirectoryInfo _folder;
    private readonly ClinicCalendar _calendar;
    private readonly HttpMessageInvoker _http;

    private ClinicWorld(DirectoryInfo folder, ClinicCalendar calendar, RecordCalls calls, bool ownIds)
    {
        _folder = folder;
        _calendar = calendar;
        _clerk.BaseAddress = calendar.Url;
        _clerk.DefaultRequestHeaders.Authorization = new("Bearer", Token);
        var plan = new PartnerPlan(new Participant("clinic"))
        {
            AllowNetwork = [IPNetwork.Parse("127.0.0.0/8")],
            Auth = new AuthPlan(AuthKind.Bearer, "", [new Secret(Token)]),
        };
        _http = PartnerHttp.Open(new GuardedDialer(TimeProvider.System), plan);
        Adapter = new HttpAdapterFactory().Create(new AdapterContext
        {
            Partner = "clinic",
            Url = new Uri(calendar.Url, "api").AbsoluteUri,
            Records = new Dictionary<string, RecordsSettings> { ["appointments"] = Settings(calls, ownIds) },
            Http = _http,
            Clock = TimeProvider.System,
            Logger = NullLogger.Instance,
        });
    }

    public PartnerAdapter Adapter { get; }

    public static async Task<IRecordsWorld> StartAsync(RecordCalls calls, bool ownIds)
    {
        var folder = Directory.CreateTempSubdirectory("clinic-");
        var settings = new ClinicSettings("http://127.0.0.1:0", Token, Path.Combine(folder.FullName, "clinic.jsonl"))
        {
            OwnIds = ownIds,
            KeepChanges = KeepChanges,
        };
        return new ClinicWorld(folder, await ClinicCalendar.StartAsync(settings, TimeProvider.System), calls, ownIds);
    }

    public string KeyOf(int hubId) => $"hms/{hubId} é"; // a key that needs escaping in a path

    public async Task<string> ClerkMakesAsync(JsonObject fields)
    {
        fields["id"] = $"clerk {fields["ref"]}";
        using var answer = await _clerk.PostAsJsonAsync("clerk/appointments", fields, Stop);
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<JsonObject>(Stop))!["id"]!.ToJsonString();
    }

    public Task ClerkChangesAsync(string partnerKey, JsonObject fields) => DeskAsync(partnerKey, "change", fields);

    public Task ClerkRemovesAsync(string partnerKey) => DeskAsync(partnerKey, "remove", []);

    public async Task<JsonObject?> StandsAsync(string partnerKey)
    {
        using var answer = await _clerk.GetAsync(new Uri($"api/appointments/{Escaped(partnerKey)}", UriKind.Relative), Stop);
        return answer.StatusCode == HttpStatusCode.NotFound ? null : await answer.Content.ReadFromJsonAsync<JsonObject>(Stop);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        _clerk.Dispose();
        await _calendar.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private async Task DeskAsync(string partnerKey, string deed, JsonObject fields)
    {
        using var answer = await _clerk.PostAsJsonAsync($"clerk/appointments/{Escaped(partnerKey)}/{deed}", fields, Stop);
        answer.EnsureSuccessStatusCode();
    }

    private static string Escaped(string partnerKey) => Uri.EscapeDataString(JsonNode.Parse(partnerKey)!.ToString());

    private static RecordsSettings Settings(RecordCalls calls, bool ownIds) => new()
    {
        Table = "appointments",
        KeyField = ["id"],
        PartnerMakesKeys = ownIds,
        IsOurs = record => JsonNode.Parse(record)!["categories"]?.ToString() == "WIC",
        IsFiltered = true,
        Version = ["etag"],
        ChangedAt = ["updated_at"],
        Items = ["items"],
        Next = ["next"],
        Deleted = ["deleted"],
        Calls = calls with
        {
            Delete = new("DELETE", "/appointments/{id}"),
            Read = new("GET", "/appointments/{id}"),
            Find = new("GET", "/appointments?ref={key}"),
            List = new("GET", "/appointments?cursor={cursor}&limit={limit}"),
            Changes = new("GET", "/appointments/changes?since={cursor}&limit={limit}"),
        },
    };
}
