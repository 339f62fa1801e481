// Follows a stream with the EventSource that programs on Node.js use, and says one line for each thing that happens.
import { EventSource } from "eventsource";

const [url, key] = process.argv.slice(2);
const source = new EventSource(url, {
  fetch: (input, init) => fetch(input, { ...init, headers: { ...init.headers, Authorization: `Bearer ${key}` } }),
});
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
