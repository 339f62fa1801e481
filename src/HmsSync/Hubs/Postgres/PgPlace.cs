using Npgsql;

namespace HmsSync.Hubs.Postgres;

/// <summary>Where the PostgreSQL hub is and how we talk to it, whatever the settings of role, database and server.</summary>
internal static class PgPlace
{
    /// <summary>
    /// Values as text in one form for ever: <c>\x</c> for bytea, ISO for times, UTC, all digits of a float. Set for the session,
    /// so that RESET keeps them; a walsender's pgoutput obeys them too.
    /// </summary>
    private const string Session =
        "-c datestyle=ISO,YMD -c intervalstyle=iso_8601 -c timezone=UTC -c extra_float_digits=1 -c bytea_output=hex "
        + "-c xmlbinary=base64 -c lc_monetary=C";

    private const string ApplicationName = "hms-sync";
    private const int MostConnections = 8;
    private const int ConnectSeconds = 10;
    private const int KeepAliveSeconds = 30;

    /// <summary>The user's connection string with what we need added; nothing of it is ever logged.</summary>
    /// <exception cref="ArgumentException">It is no Npgsql connection string.</exception>
    public static NpgsqlConnectionStringBuilder Settings(string connection)
    {
        var settings = new NpgsqlConnectionStringBuilder(connection);
        settings.Options = string.IsNullOrEmpty(settings.Options) ? Session : $"{settings.Options} {Session}";
        settings.ApplicationName ??= ApplicationName;
        settings.IncludeErrorDetail = false; // invariant 9: details hold record values
        settings.LogParameters = false;
        settings.PersistSecurityInfo = false;
        settings.Enlist = false;
        settings.Timeout = Math.Min(settings.Timeout, ConnectSeconds);
        settings.KeepAlive = KeepAliveSeconds;
        settings.MaxPoolSize = Math.Min(settings.MaxPoolSize, MostConnections); // Invariant 11: of their connections we take few
        return settings;
    }

    /// <summary>Whether Npgsql can read it.</summary>
    public static bool IsConnection(string connection)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(connection).Host is { Length: > 0 };
        }
        catch (Exception unreadable) when (unreadable is ArgumentException or FormatException or KeyNotFoundException)
        {
            return false;
        }
    }

    /// <summary>Host, port and database, for people; no user and no secret.</summary>
    public static string Told(string connection)
    {
        var settings = new NpgsqlConnectionStringBuilder(connection);
        return string.Create(CultureInfo.InvariantCulture, $"{settings.Host}:{settings.Port}/{settings.Database ?? settings.Username}");
    }
}
