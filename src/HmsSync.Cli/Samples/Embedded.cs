namespace HmsSync.Cli.Samples;

/// <summary>Files of <c>samples/</c> that travel inside the program.</summary>
internal static class Embedded
{
    /// <param name="name">Path below <c>samples/</c>.</param>
    public static string Text(string name)
    {
        using var stream = typeof(Embedded).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The program was built without {name}.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
