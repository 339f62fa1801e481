namespace HmsSync.Map.Times;

/// <summary>The forms by the name or pattern that a mapping gives them.</summary>
internal static class TimeForms
{
    private static readonly EpochForm Seconds = new(1);
    private static readonly EpochForm Millis = new(1000);

    /// <summary>Null: it is neither a name nor a pattern.</summary>
    public static ITimeForm? Parse(string text) => text switch
    {
        "iso" => IsoForm.Instance,
        "epoch" => Seconds,
        "epoch_ms" => Millis,
        _ => PatternForm.Parse(text),
    };

    /// <summary>Whether what is written in this form can be read back.</summary>
    public static bool CanBeRead(ITimeForm form) => form is not PatternForm { CanBeRead: false };
}
