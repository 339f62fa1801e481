using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace HmsSync.Partners;

/// <summary>What the index shows, route by route.</summary>
internal sealed class SpeciesRoutes(SpeciesSurveys surveys, SpeciesLink link)
{
    public void MapTo(WebApplication app)
    {
        app.MapGet("/surveys", (RequestDelegate)(context => Answers.ShowAsync(context, surveys.Season)));
        app.MapGet("/heard", (RequestDelegate)(context => Answers.ShowAsync(context, surveys.Heard)));
        app.MapGet("/link", (RequestDelegate)(context => Answers.ShowAsync(
            context, new { link.Connected, link.Connections, cursor = surveys.Cursor })));
    }
}
