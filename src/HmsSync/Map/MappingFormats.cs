using HmsSync.Configuration.Binding;
using HmsSync.Configuration.Reading;
using HmsSync.Diagnostics;
using HmsSync.Map.Times;
using NodaTime;

namespace HmsSync.Map;

/// <summary>Reads <c>formats</c>: how dates and times are written on either side.</summary>
internal sealed class MappingFormats(ConfigSection section, MappingFields fields, DateTimeZone zone)
{
    private readonly Dictionary<NamedField, (ITimeForm Hub, ITimeForm Partner, DateTimeZone Zone)> _formats = [];
    private readonly Dictionary<NamedField, Place> _places = [];

    public void Read()
    {
        foreach (var entry in section.Log.EntriesOf(section.Node("formats"), "a map of hub fields and their formats"))
        {
            if (fields.Named(entry) is { } field
                && ConfigSection.Open(entry.Value, MappingShape.Format, section.Log) is { } format)
            {
                Format(field, format);
            }
        }

        foreach (var (field, _) in _formats)
        {
            if (section.Node("values") is ConfigMap values && values.Find(field.Hub.Text) is { } words)
            {
                section.Log.Add(
                    "map.two_conversions", words.Place, $"'{field.Hub}' has words and a format", "keep one");
            }
        }
    }

    public ValueConverter? Outward(NamedField field)
        => _formats.TryGetValue(field, out var f) ? new TimeConverter(f.Hub, f.Partner, f.Zone) : null;

    public ValueConverter? Inward(NamedField field)
        => _formats.TryGetValue(field, out var f) ? new TimeConverter(f.Partner, f.Hub, f.Zone) : null;

    /// <summary>Fields of which the partner shows less than the hub can hold, and no <c>equality</c> says that it is meant.</summary>
    public IEnumerable<LossyField> Lossy()
        => from f in _formats
           where f.Key.Direction == FieldDirection.Both && f.Value.Partner.Precision > f.Value.Hub.Precision
           where (section.Node("equality") as ConfigMap)?.Find(f.Key.Hub.Text) is null
           select new LossyField(
               f.Key.Hub.First,
               _places[f.Key],
               $"the partner shows less of '{f.Key.Hub}' than the hub can hold: what it changes comes back without the rest",
               $"if that is meant, say so: \"equality\": {{\"{f.Key.Hub}\": \"{UnitOf(f.Value.Partner.Precision)}\"}}");

    /// <summary>How the hub writes a field, and in which zone it is meant.</summary>
    public (ITimeForm Form, DateTimeZone Zone) HubForm(NamedField field)
        => _formats.TryGetValue(field, out var f) ? (f.Hub, f.Zone) : (IsoForm.Instance, zone);

    private void Format(NamedField field, ConfigSection format)
    {
        var hub = Form(format, "hub", mustBeRead: field.Direction != FieldDirection.In);
        var partner = Form(format, "partner", mustBeRead: field.Direction != FieldDirection.Out);
        var there = zone;
        if (format.Text("zone") is { } id)
        {
            there = DateTimeZoneProviders.Tzdb.GetZoneOrNull(id) ?? zone;
            if (there.Id != id)
            {
                format.Fault(
                    "config.unknown_zone",
                    "zone",
                    "this is no time zone of the IANA database",
                    Configuration.Values.Nearest.Remedy(id, DateTimeZoneProviders.Tzdb.Ids));
            }
        }

        if (hub is not null && partner is not null)
        {
            _formats[field] = (hub, partner, there);
            _places[field] = format.Place;
        }
    }

    private static string UnitOf(long precision) => precision switch
    {
        >= NodaConstants.TicksPerDay => "day",
        >= NodaConstants.TicksPerHour => "hour",
        >= NodaConstants.TicksPerMinute => "minute",
        >= NodaConstants.TicksPerSecond => "second",
        _ => "millisecond",
    };

    private static ITimeForm? Form(ConfigSection format, string side, bool mustBeRead)
    {
        var text = format.Text(side) ?? "iso";
        var form = TimeForms.Parse(text);
        if (form is null)
        {
            format.Fault(
                "map.bad_format", side, "this is no date or time pattern",
                "write iso, epoch, epoch_ms, or a pattern such as yyyyMMdd");
        }
        else if (mustBeRead && !TimeForms.CanBeRead(form))
        {
            format.Fault(
                "map.not_invertible",
                side,
                "from this pattern no whole date or time can be read back",
                "add what is missing (year, month and day; the hour), or give the field one direction");
        }

        return form;
    }
}
