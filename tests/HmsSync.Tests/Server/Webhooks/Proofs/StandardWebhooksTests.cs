using System.Globalization;
using HmsSync.Configuration;
using HmsSync.Server.Webhooks.Proofs;
using Xunit;

namespace HmsSync.Tests.Server.Webhooks.Proofs;

/// <summary>Vectors that the reference libraries of Standard Webhooks and the documents of Svix publish.</summary>
public sealed class StandardWebhooksTests
{
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private const string Id = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    private const string Time = "1614265330";
    private const string Body = """{"test": 2432232314}""";
    private const string Signature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
    private const string Wrong = "v1,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc=";
    private const string OtherSecret = "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

    [Theory]
    [InlineData(Secret, Id, Time, Body, Signature)]
    [InlineData("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", Id, Time, Body, Signature)]
    [InlineData(
        "whsec_plJ3nmyCDGBKInavdOK15jsl", "msg_loFOjxBNrRLzqYUf", "1731705121", """{"event_type":"ping","data":{"success":true}}""",
        "v1,rAvfW3dJ/X/qxhsaXPOyyCGmRKsaKWcsNccKXlIktD0=")]
    public void The_published_vectors_are_genuine(string secret, string id, string time, string body, string signature)
    {
        Assert.True(Holds(secret, body, At(time), Headers("webhook", id, time, signature)));
        Assert.True(Holds(secret, body, At(time), Headers("svix", id, time, signature)));
    }

    public static TheoryData<string, string, string, string, string> Forged() => new()
    {
        { "no id", "", Time, Signature, Body },
        { "another id", Id + "x", Time, Signature, Body },
        { "no time", Id, "", Signature, Body },
        { "another time", Id, "1614265331", Signature, Body },
        { "a time with a sign", Id, "+1614265330", Signature, Body },
        { "a time with a blank", Id, " 1614265330", Signature, Body },
        { "a time with a fraction", Id, "1614265330.0", Signature, Body },
        { "a time in words", Id, "yesterday", Signature, Body },
        { "milliseconds", Id, "1614265330000", Signature, Body },
        { "the year 9999", Id, "253402300799", Signature, Body },
        { "no signature", Id, Time, "", Body },
        { "an empty one", Id, Time, "v1,", Body },
        { "one a character short", Id, Time, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLawdd", Body },
        { "no version", Id, Time, Signature[3..], Body },
        { "another version", Id, Time, "v2" + Signature[2..], Body },
        { "an asymmetric one", Id, Time, "v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZ", Body },
        { "one of another message", Id, Time, Wrong, Body },
        { "500 wrong ones", Id, Time, string.Join(' ', Enumerable.Repeat(Wrong, 500)), Body },
        { "a comma between two", Id, Time, $"{Wrong},{Signature}", Body },
        { "the same body, written anew", Id, Time, Signature, """{"test":2432232314}""" },
    };

    [Theory]
    [MemberData(nameof(Forged))]
    public void What_is_not_what_was_signed_is_not_genuine(string what, string id, string time, string signature, string body)
        => Assert.False(Holds(Secret, body, At(Time), Headers("webhook", id, time, signature)), what);

    [Theory]
    [InlineData(-301, false)]
    [InlineData(-300, true)]
    [InlineData(300, true)]
    [InlineData(301, false)]
    public void A_timestamp_may_be_300_seconds_off_either_way(int seconds, bool isGenuine)
        => Assert.Equal(isGenuine, Holds(Secret, Body, At(Time).AddSeconds(seconds), Headers("webhook", Id, Time, Signature)));

    [Theory]
    [InlineData($"{Wrong} v2,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE= {Signature}")]
    [InlineData($"v1a,xyz garbage {Signature}")]
    [InlineData($"no-comma-at-all {Signature} {Wrong}")]
    public void One_right_signature_in_a_list_is_enough(string list)
        => Assert.True(Holds(Secret, Body, At(Time), Headers("webhook", Id, Time, list)));

    [Fact]
    public void Any_live_secret_opens_and_one_that_was_taken_out_does_not()
    {
        var headers = Headers("webhook", Id, Time, Signature);
        Assert.True(Holds([OtherSecret, Secret], headers));
        Assert.True(Holds([Secret, OtherSecret], headers));
        Assert.False(Holds([OtherSecret], headers));
    }

    [Fact]
    public void Each_bit_counts()
    {
        for (var bit = 0; bit < Body.Length * 8; bit += 3)
        {
            var bytes = System.Text.Encoding.ASCII.GetBytes(Body);
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            var ringing = Rung.With(Body, Headers("webhook", Id, Time, Signature)) with { Bytes = bytes };
            Assert.False(Proof(Secret).Holds(ringing));
        }
    }

    [Fact]
    public void A_header_that_comes_twice_is_not_genuine()
        => Assert.False(Holds(Secret, Body, At(Time), [.. Headers("webhook", Id, Time, Signature), ("webhook-timestamp", Time)]));

    [Fact]
    public void The_id_that_is_signed_is_the_id()
    {
        Assert.Equal(Id, Proof(Secret).IdOf(Rung.With(Body, Headers("webhook", Id, Time, Signature))));
        Assert.Equal("m-2", Proof(Secret).IdOf(Rung.With(Body, [("webhook-id", "m-1"), .. Headers("svix", "m-2", Time, Signature)])));
    }

    private static (string, string)[] Headers(string prefix, string id, string time, string signature)
        => [.. new[] { ($"{prefix}-id", id), ($"{prefix}-timestamp", time), ($"{prefix}-signature", signature) }
            .Where(h => h.Item2.Length > 0)];

    private static DateTimeOffset At(string seconds)
        => DateTimeOffset.FromUnixTimeSeconds(long.Parse(seconds, CultureInfo.InvariantCulture));

    private static Proof Proof(string secret) => Rung.By(new VerifyPlan(VerifyScheme.StandardWebhooks, "", Rung.Secrets(secret)), At(Time));

    private static bool Holds(string secret, string body, DateTimeOffset now, (string, string)[] headers)
        => Rung.By(new VerifyPlan(VerifyScheme.StandardWebhooks, "", Rung.Secrets(secret)), now).Holds(Rung.With(body, headers));

    private static bool Holds(string[] secrets, (string, string)[] headers)
        => Rung.By(new VerifyPlan(VerifyScheme.StandardWebhooks, "", Rung.Secrets(secrets)), At(Time)).Holds(Rung.With(Body, headers));
}
