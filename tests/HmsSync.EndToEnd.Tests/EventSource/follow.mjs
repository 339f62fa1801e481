// Follows a stream with the EventSource that programs on Node.js use, and says one line for each thing that happens.
import { EventSource } from "eventsource";

const source = new EventSource(process.argv[2]);
source.onopen = () => console.log("open");
source.onmessage = (event) => {
  const { seq, data } = JSON.parse(event.data);
  console.log(`event ${event.lastEventId} ${seq} ${data.number}`);
};
source.addEventListener("gap", (event) => console.log(`gap ${event.data}`));
source.onerror = (event) => {
  if (source.readyState === EventSource.CLOSED) {
    console.log(`closed ${event.code ?? ""} ${event.message ?? ""}`);
    process.exit(1);
  }
};
