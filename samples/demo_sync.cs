#:project ../src/HmsSync.Lite/HmsSync.Lite.csproj
#:property PublishAot=false
using HmsSync.Lite;

var lotus = args is [var url] ? url : "http://127.0.0.1:8701/api/events";

var sync = new SyncApp(new SyncHub("hms.db", "appointments"),
    new SyncPartner("lotus_notes", lotus)
    {
        Bearer = "${file:secrets/lotus.token}", Mapping = "mappings/lotus.json", AllowNetwork = ["127.0.0.0/8"],
    });

sync.OnChange("appointments", evt => sync.PushAsync("lotus_notes", new // fires for any insert, update or delete
{
    id = evt["id"],
    start = evt["start"],
    end = evt["end"],
    subject = $"WIC – {evt["citizen_id"]}",
}));

Console.WriteLine("🔄  Sync layer armed. Create an HMS appointment to test!");
return await sync.RunAsync();
