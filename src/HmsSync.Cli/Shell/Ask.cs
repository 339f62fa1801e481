using System.CommandLine;
using System.CommandLine.Parsing;

namespace HmsSync.Cli.Shell;

/// <summary>Options and arguments that several commands have; the same word means the same everywhere.</summary>
internal static class Ask
{
    private const int MostRows = 10_000;
    private const string IdName = "ID";
    private const string ParkedList = "parked list";

    public static Option<int> Limit(int usual) => Whole("--limit", "At most this many", usual, 1, MostRows);

    public static Option<string> Partner() => new("--partner") { Description = "Only this partner", HelpName = "NAME" };

    public static Option<string> Topic() => new("--topic", "--table")
    {
        Description = "Only this table or topic",
        HelpName = "NAME",
    };

    public static Option<string> Since() => new("--since")
    {
        Description = "From this time on: ISO 8601, epoch milliseconds, or a duration ago (1h)",
        HelpName = "TIME",
    };

    public static Option<string> Until() => new("--until") { Description = "Up to this time", HelpName = "TIME" };

    public static Option<bool> Yes(string what) => new("--yes") { Description = what };

    public static Argument<string> Name(string name, string description)
    {
        var argument = new Argument<string>(name) { Description = description };
        argument.Validators.Add(result =>
        {
            if (result.Tokens.Any(token => string.IsNullOrWhiteSpace(token.Value)))
            {
                result.AddError($"{name} is empty.");
            }
        });
        return argument;
    }

    /// <param name="list">The command that shows the numbers.</param>
    public static Argument<long> Id(string list = ParkedList)
    {
        var id = new Argument<long>(IdName) { Description = $"As `{list}` shows it" };
        id.Validators.Add(MustBeAbove0);
        return id;
    }

    public static Argument<long[]> Ids(ArgumentArity arity)
    {
        var ids = new Argument<long[]>(IdName) { Description = $"As `{ParkedList}` shows it", Arity = arity };
        ids.Validators.Add(MustBeAbove0);
        return ids;
    }

    private static void MustBeAbove0(ArgumentResult result)
    {
        foreach (var token in result.Tokens)
        {
            if (!long.TryParse(token.Value, CultureInfo.InvariantCulture, out var id) || id <= 0)
            {
                result.AddError($"ID must be a whole number above 0, not '{token.Value}'.");
            }
        }
    }

    private static Option<int> Whole(string name, string description, int usual, int least, int most)
    {
        var option = new Option<int>(name)
        {
            Description = $"{description} ({least} to {most})",
            HelpName = "N",
            DefaultValueFactory = _ => usual,
        };
        option.Validators.Add(result =>
        {
            if (!result.Tokens.All(token => int.TryParse(token.Value, CultureInfo.InvariantCulture, out var value)
                && value >= least && value <= most))
            {
                result.AddError($"{name} must be a whole number from {least} to {most}.");
            }
        });
        return option;
    }
}
