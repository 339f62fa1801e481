using Microsoft.AspNetCore.Http;

namespace HmsSync.Partners;

/// <summary>All answers that were given to callers with an <c>Idempotency-Key</c>. Not safe for several threads.</summary>
internal sealed class GivenAnswers
{
    private readonly Dictionary<string, GivenAnswer> _answers = [];

    public void Add(GivenAnswer? answer)
    {
        if (answer is not null)
        {
            _answers[answer.Key] = answer;
        }
    }

    /// <summary>The same status as before, 422 when the key came with another request, or null: it is new.</summary>
    public int? Told(PartnerCall call)
        => call.Key is null || !_answers.TryGetValue(call.Key, out var told) ? null
            : told.Request == call.Request ? told.Status
            : StatusCodes.Status422UnprocessableEntity;
}
