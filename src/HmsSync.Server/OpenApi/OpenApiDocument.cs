using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using HmsSync.Server.Access;
using HmsSync.Server.Answers;

namespace HmsSync.Server.OpenApi;

/// <summary>The OpenAPI 3.1 document of the doors (https://spec.openapis.org/oas/v3.1.0), made once.</summary>
internal static partial class OpenApiDocument
{
    private const string Problem = "application/problem+json";

    private static readonly int[] OfEveryBody = [400, 413, 415];
    private static readonly int[] OfEveryGate = [401, 403];

    public static byte[] Write(string version) => JsonSerializer.SerializeToUtf8Bytes(Build(version), JsonAnswer.Options);

    private static JsonObject Build(string version)
    {
        var paths = new JsonObject();
        foreach (var path in Operations.All.GroupBy(o => o.Path))
        {
            var item = new JsonObject();
            foreach (var operation in path)
            {
                item[operation.Method.ToLowerInvariant()] = Of(operation);
            }

            paths[path.Key] = item;
        }

        return new JsonObject
        {
            ["openapi"] = "3.1.0",
            ["info"] = new JsonObject { ["title"] = "HMS-SYNC", ["version"] = version, ["license"] = new JsonObject { ["name"] = "MIT" } },
            ["paths"] = paths,
            ["components"] = new JsonObject
            {
                ["securitySchemes"] = new JsonObject { ["key"] = new JsonObject { ["type"] = "http", ["scheme"] = "bearer" } },
                ["schemas"] = Schemas(),
            },
        };
    }

    private static JsonObject Of(Operation operation)
    {
        var made = new JsonObject
        {
            ["operationId"] = $"{operation.Method.ToLowerInvariant()}{NotOfNames().Replace(operation.Path, "_").TrimEnd('_')}",
            ["summary"] = operation.Summary,
            ["parameters"] = Parameters(operation),
            ["responses"] = Responses(operation),
            ["security"] = operation.Scope is null ? [] : new JsonArray(new JsonObject { ["key"] = new JsonArray() }),
        };
        if (operation.Scope is { } scope && scope != Scopes.None)
        {
            made["description"] = $"Needs the scope {ScopeWords.Text(scope)}.";
        }

        if (operation.Body is { } schema)
        {
            made["requestBody"] = new JsonObject { ["content"] = Content("application/json", schema) };
        }

        return made;
    }

    private static JsonArray Parameters(Operation operation)
    {
        var inPath = InPath().Matches(operation.Path).Select(m => Parameter(m.Groups[1].Value, "path"));
        return [.. inPath.Concat(operation.Query.Select(name => Parameter(name, "query")))];
    }

    private static JsonObject Parameter(string name, string place) => new JsonObject
    {
        ["name"] = name,
        ["in"] = place,
        ["required"] = place == "path",
        ["schema"] = new JsonObject { ["type"] = "string" },
    };

    private static JsonObject Responses(Operation operation)
    {
        var content = new JsonObject();
        foreach (var type in operation.Answers)
        {
            content[type] = new JsonObject();
        }

        var good = new JsonObject { ["description"] = "As it should be" };
        if (content.Count > 0)
        {
            good["content"] = content;
        }

        var responses = new JsonObject { [Text(operation.Success)] = good };
        var refusals = operation.Refusals
            .Concat(operation.Body is null ? [] : OfEveryBody)
            .Concat(operation.Scope is null ? [] : OfEveryGate);
        foreach (var status in refusals.Distinct().Order())
        {
            responses[Text(status)] = new JsonObject
            {
                ["description"] = Microsoft.AspNetCore.WebUtilities.ReasonPhrases.GetReasonPhrase(status),
                ["content"] = Content(Problem, "Problem"),
            };
        }

        return responses;
    }

    private static JsonObject Content(string type, string schema)
        => new() { [type] = new JsonObject { ["schema"] = new JsonObject { ["$ref"] = $"#/components/schemas/{schema}" } } };

    private static JsonObject Schemas() => new()
    {
        ["Object"] = new JsonObject { ["type"] = "object" },
        ["Problem"] = Schema(["type", "title", "status", "code", "detail"], ("status", "integer"), ("field", "string")),
        ["Event"] = Schema(["topic"], ("data", "object"), ("id", "string"), ("key", "string")),
        ["KeyForm"] = Schema(
            ["name", "scopes"], ("partner", "string"), ("expires", "string"), ("jwt", "boolean")),
    };

    /// <summary>What must be there is text unless something else is said.</summary>
    private static JsonObject Schema(string[] required, params (string Name, string Type)[] others)
    {
        var properties = new JsonObject();
        foreach (var (name, type) in required.Select(name => (name, "string")).Concat(others))
        {
            properties[name] = new JsonObject { ["type"] = type };
        }

        return new JsonObject
        {
            ["type"] = "object",
            ["required"] = new JsonArray([.. required.Select(name => JsonValue.Create(name))]),
            ["properties"] = properties,
        };
    }

    private static string Text(int status) => status.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex InPath();

    [GeneratedRegex("[^a-z0-9]+")]
    private static partial Regex NotOfNames();
}
