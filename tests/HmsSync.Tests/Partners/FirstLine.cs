namespace HmsSync.Tests.Partners;

/// <summary>Tells the first line that is written, which is where a partner listens.</summary>
internal sealed class FirstLine : StringWriter
{
    private readonly TaskCompletionSource<string> _line = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<string> Line => _line.Task;

    public override Task WriteLineAsync(string? value)
    {
        _line.TrySetResult(value ?? "");
        return Task.CompletedTask;
    }
}
