using System.Net.Http.Headers;
using System.Text;
using HmsSync.Partners;
using Xunit;

namespace HmsSync.Tests.Partners;

public sealed class StateRegistryTests
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_filing_is_entered_once_and_then_changed()
    {
        await using var registry = await Rig.StartAsync();

        Assert.Equal(201, await registry.FileAsync("7", """{"title":"ICU","icu_beds":10,"region":"north_ridge"}""", "k-1"));
        Assert.Equal(200, await registry.FileAsync("7", """{"title":"ICU","icu_beds":14}""", "k-2"));
        Assert.Equal(201, await registry.FileAsync("7", """{"title":"ICU","icu_beds":10,"region":"north_ridge"}""", "k-1"));
        Assert.Equal(422, await registry.FileAsync("8", """{"title":"other"}""", "k-1"));

        Assert.Equal("""[{"number":"7","title":"ICU","icu_beds":14,"edition":2}]""", await registry.FilingsAsync());
        await registry.StopAsync();
        await registry.RunAsync();
        Assert.Equal("""[{"number":"7","title":"ICU","icu_beds":14,"edition":2}]""", await registry.FilingsAsync());
    }

    [Theory]
    [InlineData("{", 400)]
    [InlineData("{}", 422)]
    [InlineData("""{"title":""}""", 422)]
    [InlineData("""{"title":"x","icu_beds":"10"}""", 422)]
    [InlineData("""{"title":"x","icu_beds":-1}""", 422)]
    public async Task Nonsense_is_not_entered(string body, int status)
    {
        await using var registry = await Rig.StartAsync();

        Assert.Equal(status, await registry.FileAsync("7", body, "k"));
        Assert.Equal("[]", await registry.FilingsAsync());
    }

    [Fact]
    public async Task Without_the_token_nothing_is_entered()
    {
        await using var registry = await Rig.StartAsync();

        Assert.Equal(401, await registry.FileAsync("7", """{"title":"x"}""", "k", token: "wrong"));
        Assert.Equal("[]", await registry.FilingsAsync());
    }

    private sealed class Rig : IAsyncDisposable
    {
        private readonly HttpClient _http = new();
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("registry-");
        private CancellationTokenSource _stop = new();
        private FirstLine _output = new();
        private Task _running = Task.CompletedTask;

        public static async Task<Rig> StartAsync()
        {
            var rig = new Rig();
            await rig.RunAsync();
            return rig;
        }

        public async Task RunAsync()
        {
            _stop = new CancellationTokenSource();
            _output = new FirstLine();
            _running = HmsSync.Partners.StateRegistry.RunAsync(
                new RegistrySettings("http://127.0.0.1:0", "t0ken", Path.Combine(_folder.FullName, "r.jsonl")), _output, _stop.Token);
            Url = new Uri(await _output.Line.WaitAsync(Stop));
        }

        public async Task StopAsync()
        {
            await _stop.CancelAsync();
            await _running;
            _stop.Dispose();
        }

        public async Task<int> FileAsync(string number, string body, string key, string token = "t0ken")
        {
            using var request = new HttpRequestMessage(HttpMethod.Put, new Uri(Url, $"filings/{number}"));
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            request.Headers.Add("Idempotency-Key", key);
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
            using var answer = await _http.SendAsync(request, Stop);
            return (int)answer.StatusCode;
        }

        public Task<string> FilingsAsync() => _http.GetStringAsync(new Uri(Url, "filings"), Stop);

        private Uri Url { get; set; } = new("http://127.0.0.1");

        public async ValueTask DisposeAsync()
        {
            await StopAsync();
            await _output.DisposeAsync();
            _http.Dispose();
            _folder.Delete(recursive: true);
        }
    }
}
