using System.Globalization;

namespace HmsSync.Tests.Simulation.TwoWay;

/// <summary>Moves as a text that people can read and a corpus can keep: <c>Run*13 Fire Hub(42) Crash(7)</c>.</summary>
internal static class MoveScript
{
    public static string Write(IReadOnlyList<Move> moves)
    {
        var words = new List<string>();
        for (var i = 0; i < moves.Count;)
        {
            var times = moves.Skip(i).TakeWhile(move => move.IsStep && move.Kind == moves[i].Kind).Count();
            words.Add(times == 0 ? string.Create(CultureInfo.InvariantCulture, $"{moves[i].Kind}({moves[i].Seed})")
                : times == 1 ? moves[i].Kind.ToString()
                : string.Create(CultureInfo.InvariantCulture, $"{moves[i].Kind}*{times}"));
            i += Math.Max(1, times);
        }

        return string.Join(' ', words);
    }

    public static IReadOnlyList<Move> Read(string script)
    {
        var moves = new List<Move>();
        foreach (var word in script.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var end = word.IndexOfAny(['*', '(']);
            var kind = Enum.Parse<MoveKind>(end < 0 ? word : word[..end]);
            var number = end < 0 ? 1 : ulong.Parse(word[(end + 1)..].TrimEnd(')'), CultureInfo.InvariantCulture);
            var isOnce = end >= 0 && word[end] == '(';
            moves.AddRange(Enumerable.Repeat(new Move(kind, isOnce ? number : 0), isOnce ? 1 : (int)number));
        }

        return moves;
    }
}
