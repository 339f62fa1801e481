using System.CommandLine;
using System.Text.Json;
using HmsSync.Cli.Reading;
using HmsSync.Cli.Shell;

namespace HmsSync.Cli.Commands;

/// <summary><c>publish</c>: a business event into the journal.</summary>
internal static class PublishCommand
{
    private const int MostBytes = 1 << 20;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    public static Verb Create(CommandShell shell)
    {
        var topic = Ask.Name("TOPIC", "Such as rule.published");
        var data = new Option<string>("--data") { Description = "A JSON object; - reads it from standard input", HelpName = "JSON|-" };
        var id = new Option<string>("--id") { Description = "Your own id: the same id again makes no second event", HelpName = "ID" };
        var key = new Option<string>("--key") { Description = "Events of one topic and key stay in order", HelpName = "K" };
        return new Verb(
            "publish", "Publishes a business event", "hms-sync publish rule.published --data '{\"scope\":\"Hospital\"}' --id r-1",
            topic, data, id, key).Does(shell, async call =>
            {
                var body = new
                {
                    topic = call.Required(topic),
                    data = Data(call, call.Get(data)),
                    id = NotEmpty("--id", call.Get(id)),
                    key = NotEmpty("--key", call.Get(key)),
                };
                var answer = await EngineDoor.UseAsync(call, engine => engine.PostAsync("/events", body, call.Stop));
                call.Screen.Document(answer);
                call.Screen.Say($"{body.topic} is event {answer.GetProperty("seq")} (id {answer.GetProperty("id")}).");
                return ExitCode.Done;
            });
    }

    private static JsonElement Data(Call call, string? text)
    {
        var json = text switch
        {
            null => "{}",
            "-" => ReadInput(call),
            _ => text,
        };
        try
        {
            using var document = JsonDocument.Parse(json, Strict);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? document.RootElement.Clone()
                : throw CommandFailedException.Usage("--data must be a JSON object, such as {\"scope\":\"Hospital\"}.");
        }
        catch (JsonException fault)
        {
            throw CommandFailedException.Usage(string.Create(
                CultureInfo.InvariantCulture,
                $"--data is not JSON (line {fault.LineNumber + 1}, byte {fault.BytePositionInLine + 1}, or a name twice)."));
        }
    }

    /// <summary>Bounded: an event is at most 1 MiB, as at the HTTP door.</summary>
    private static string ReadInput(Call call)
    {
        var buffer = new char[MostBytes + 1];
        var length = call.World.Input().ReadBlock(buffer, 0, buffer.Length);
        return length <= MostBytes
            ? new string(buffer, 0, length)
            : throw CommandFailedException.Usage("--data -: more than 1 MiB came in.");
    }

    private static string? NotEmpty(string option, string? value)
        => value is not null && string.IsNullOrWhiteSpace(value)
            ? throw CommandFailedException.Usage($"{option} is empty.")
            : value;
}
