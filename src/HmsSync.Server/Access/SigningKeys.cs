using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using HmsSync.Changes;
using HmsSync.Server.Tokens;
using HmsSync.Stores.Sqlite;

namespace HmsSync.Server.Access;

/// <summary>
/// The keys by which tokens of ours are signed (ES256). Each signs for 30 days; it verifies until the last token that it may have
/// signed has ended. They stand in the store as they are: who can read the store needs no token.
/// </summary>
internal sealed class SigningKeys : IDisposable
{
    /// <summary>No token is issued for longer.</summary>
    public static readonly TimeSpan LongestToken = TimeSpan.FromDays(365);

    private static readonly TimeSpan SignsFor = TimeSpan.FromDays(30);

    private readonly Store _store;
    private readonly TimeProvider _clock;
    private readonly SemaphoreSlim _turn = new(1);
    private volatile SigningKey[] _keys;

    public SigningKeys(Store store, TimeProvider clock)
    {
        (_store, _clock) = (store, clock);
        _keys = [.. store.Readers.Read(reader => reader.Access.SigningKeys()).Select(row => new SigningKey(row))];
    }

    /// <summary>What verifies, newest first.</summary>
    public IReadOnlyList<JwsKey> Verifying => [.. _keys.Reverse().Select(k => k.Verifier)];

    /// <summary>The public keys as a JWK set (RFC 7517, 5).</summary>
    public object Published => new { keys = _keys.Reverse().Select(k => k.Published).ToArray() };

    /// <summary>Signs the claims; a key that is new is in the store before anything is signed with it.</summary>
    /// <exception cref="StoreUnavailableException">A new key is needed and cannot be kept.</exception>
    public async Task<string> SignAsync(ReadOnlyMemory<byte> claims)
    {
        var newest = _keys.LastOrDefault();
        var key = newest is not null && EventTime.From(_clock.GetUtcNow() - SignsFor).Micros < newest.Made.Micros
            ? newest
            : await RotateAsync(newest);
        return key.Sign(claims.Span);
    }

    /// <summary>From now on another key signs; those before still verify.</summary>
    /// <exception cref="StoreUnavailableException">Nothing was changed.</exception>
    public Task<SigningKey> RotateAsync() => RotateAsync(_keys.LastOrDefault());

    public void Dispose()
    {
        _turn.Dispose();
        foreach (var key in _keys)
        {
            key.Dispose();
        }
    }

    private async Task<SigningKey> RotateAsync(SigningKey? old)
    {
        await _turn.WaitAsync();
        try
        {
            if (_keys.LastOrDefault() is { } newer && newer != old)
            {
                return newer;
            }

            using var drawn = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var id = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(12));
            var now = _clock.GetUtcNow();
            var row = new SigningKeyRow(id, drawn.ExportPkcs8PrivateKey(), EventTime.From(now));
            var before = EventTime.From(now - SignsFor - LongestToken - TimeSpan.FromDays(1));
            await _store.Writer.CommitAsync(new AccessWork(table =>
            {
                table.ForgetSigning(before);
                table.Sign(row);
            }));
            _keys = [.. _keys.Where(k => k.Made.Micros >= before.Micros), new SigningKey(row)];
            return _keys[^1];
        }
        finally
        {
            _turn.Release();
        }
    }
}

/// <summary>One of them.</summary>
internal sealed class SigningKey : IDisposable
{
    private readonly SigningKeyRow _row;
    private readonly ECDsa _key = ECDsa.Create();
    private readonly Lock _turn = new();

    public SigningKey(SigningKeyRow row)
    {
        _row = row;
        _key.ImportPkcs8PrivateKey(row.Key.Span, out _);
        var point = _key.ExportParameters(includePrivateParameters: false).Q;
        Verifier = new EcJwsKey(ECDsa.Create(_key.ExportParameters(includePrivateParameters: false))) { Id = row.Id };
        Published = new
        {
            kty = "EC",
            crv = "P-256",
            alg = "ES256",
            use = "sig",
            kid = row.Id,
            x = Base64Url.EncodeToString(point.X),
            y = Base64Url.EncodeToString(point.Y),
        };
    }

    public string Id => _row.Id;

    public EventTime Made => _row.Made;

    public JwsKey Verifier { get; }

    /// <summary>As a JWK (RFC 7518, 6.2.1).</summary>
    public object Published { get; }

    public string Sign(ReadOnlySpan<byte> claims)
    {
        var header = Encoding.ASCII.GetBytes($$"""{"alg":"ES256","typ":"JWT","kid":"{{_row.Id}}"}""");
        var signed = $"{Base64Url.EncodeToString(header)}.{Base64Url.EncodeToString(claims)}";
        lock (_turn)
        {
            return $"{signed}.{Base64Url.EncodeToString(_key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256))}";
        }
    }

    public void Dispose() => _key.Dispose();
}
