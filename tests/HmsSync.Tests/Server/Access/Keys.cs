using System.Net;
using System.Text;
using System.Text.Json;
using Xunit;

namespace HmsSync.Tests.Server.Access;

/// <summary>Issues keys at a rig, and asks with them.</summary>
internal static class Keys
{
    public static async Task<string> IssueAsync(
        this ServerRig rig, string name, string scopes, string? partner = null, string? expires = null)
        => Text((await rig.AskKeyAsync(new { name, scopes, partner, expires })).Json, "key");

    public static async Task<string> IssueTokenAsync(this ServerRig rig, string name, string scopes, string? partner = null)
        => Text((await rig.AskKeyAsync(new { name, scopes, partner, jwt = true })).Json, "key");

    public static async Task<Answer> AskKeyAsync(this ServerRig rig, object form)
    {
        var answer = await rig.Post("/api/keys", JsonSerializer.Serialize(form));
        Assert.Equal(HttpStatusCode.Created, answer.Status);
        return answer;
    }

    public static Task<Answer> GetAsync(this ServerRig rig, string path, string bearer)
        => ServerRig.SendAsync(rig.Http, HttpMethod.Get, path, null, ("Authorization", $"Bearer {bearer}"));

    public static Task<Answer> PostAsync(this ServerRig rig, string path, string bearer, string? json = null)
        => ServerRig.SendAsync(
            rig.Http, HttpMethod.Post, path, json is null ? null : Encoding.UTF8.GetBytes(json), ("Authorization", $"Bearer {bearer}"));

    public static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;
}
