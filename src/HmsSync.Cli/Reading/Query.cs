namespace HmsSync.Cli.Reading;

/// <summary>Builds the path of a request with the filters that were given.</summary>
internal static class Query
{
    public static string Of(string path, params (string Name, object? Value)[] filters)
    {
        var given = filters
            .Where(filter => filter.Value is not null)
            .Select(filter => $"{filter.Name}={Uri.EscapeDataString(Convert.ToString(filter.Value, CultureInfo.InvariantCulture)!)}")
            .ToList();
        return given.Count == 0 ? path : $"{path}?{string.Join('&', given)}";
    }
}
