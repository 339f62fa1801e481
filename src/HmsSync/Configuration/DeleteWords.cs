namespace HmsSync.Configuration;

/// <summary>The rules for deletes by the words that users write and conflict rows show.</summary>
internal static class DeleteWords
{
    public static readonly string[] All = ["update_wins", "delete_wins", "manual"];

    public static string Of(DeleteRule rule) => All[(int)rule];

    public static DeleteRule Read(string word) => (DeleteRule)Array.IndexOf(All, word);
}
