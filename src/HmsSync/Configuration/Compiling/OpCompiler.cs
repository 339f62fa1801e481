using HmsSync.Configuration.Binding;
using HmsSync.Configuration.Reading;
using HmsSync.Sdk;

namespace HmsSync.Configuration.Compiling;

/// <summary>
/// Compiles <c>op</c>: a fixed word, or a field of the body and its words; a word not listed is an upsert.
/// </summary>
internal sealed class OpCompiler(CompileScope scope)
{
    private static readonly (string Key, ChangeOp Op)[] Ops
        = [("insert", ChangeOp.Insert), ("update", ChangeOp.Update), ("delete", ChangeOp.Delete)];

    public ReceiveOp Compile(ConfigSection doorbell)
    {
        if (doorbell.Node("op") is not ConfigMap map)
        {
            var word = doorbell.Choice("op", "upsert", "insert", "update", "delete");
            return word is null or "upsert"
                ? ReceiveOp.Upsert
                : new ReceiveOp(Ops.First(o => o.Key == word).Op, null, new Dictionary<string, ChangeOp>());
        }

        if (ConfigSection.Open(map, ConfigShapes.OpWords, scope.Log) is not { } section)
        {
            return ReceiveOp.Upsert;
        }

        section.Require("field", "the field of the body that says what happened");
        Dictionary<string, ChangeOp> words = new(StringComparer.Ordinal);
        foreach (var (key, op) in Ops)
        {
            foreach (var word in scope.Log.TextsOf(section.Node(key)))
            {
                if (!words.TryAdd(word, op))
                {
                    section.Fault("config.word_twice", key, "a word of 'op' stands in two lists, or twice in one");
                }
            }
        }

        return new ReceiveOp(null, section.Text("field") ?? "", words);
    }
}
