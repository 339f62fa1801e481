using HmsSync.Diagnostics;

namespace HmsSync.Configuration.Reading;

/// <summary>One value. <see cref="Text"/> is what was written: a number keeps all its digits.</summary>
internal sealed class ConfigScalar(Place place, string text, ScalarKind kind, bool quoted, bool substituted = false)
    : ConfigNode(place)
{
    public string Text { get; } = text;

    public ScalarKind Kind { get; } = kind;

    /// <summary>Written in quotes: text, whatever it looks like.</summary>
    public bool Quoted { get; } = quoted;

    /// <summary>A part of it came from the environment or from a file.</summary>
    public bool Substituted { get; } = substituted;

    public bool IsNull => Kind == ScalarKind.Null;

    /// <summary>
    /// A value that stands without quotes: the JSON words and numbers are that, everything else is text.
    /// </summary>
    public static ScalarKind KindOfPlain(string text) => text switch
    {
        "" or "~" or "null" or "Null" or "NULL" => ScalarKind.Null,
        "true" or "True" or "TRUE" => ScalarKind.True,
        "false" or "False" or "FALSE" => ScalarKind.False,
        _ => Changes.JsonNumber.IsNumber(text) ? ScalarKind.Number : ScalarKind.Text,
    };
}

internal enum ScalarKind
{
    Text,
    Number,
    True,
    False,
    Null,
}
