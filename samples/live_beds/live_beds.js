// Shows what hospitals say of their free beds, as it comes. Everything that came over the wire is shown as text, never as markup.

const TOPIC = "hospital.bedChange";
const LOOK_BACK = "1d"; // what is shown at once when the page opens
const MOST_ROWS = 200;
const TRY_AGAIN_MS = 5000;
const TRY_TICKET_MS = 1000;
const FEW = 5;

const asked = new URLSearchParams(location.search);
const engine = asked.get("engine") ?? "http://127.0.0.1:8080";
const tickets = asked.get("tickets"); // where the page's own server gives one; without it the engine must ask for none
const byId = (id) => document.getElementById(id);
const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit" });

/** Name of a hospital → {card, free}. */
const hospitals = new Map();
let cursor = null;
let lostAt = null;

function say(state, text) {
  byId("connection").dataset.state = state;
  byId("connection-text").textContent = text;
}

/** An EventSource cannot send a key, and a page must not have one: its server trades the key for a ticket that opens one stream. */
async function ticket() {
  const answer = await fetch(tickets, { method: "POST" });
  if (!answer.ok) {
    throw new Error(`no ticket: ${answer.status}`);
  }

  return (await answer.json()).ticket;
}

/** A browser's own EventSource comes back by itself with Last-Event-ID; only when it was turned away for good it needs us. */
async function listen() {
  const url = new URL("/stream", engine);
  url.searchParams.set("topic", TOPIC);
  url.searchParams.set(cursor ? "after" : "since", cursor ?? LOOK_BACK);
  if (tickets) {
    try {
      url.searchParams.set("ticket", await ticket());
    } catch {
      lost();
      setTimeout(listen, TRY_TICKET_MS);
      return;
    }
  }

  const stream = new EventSource(url);
  let wasLive = false;

  stream.onopen = () => {
    lostAt = null;
    wasLive = true;
    say("live", "Live");
  };

  stream.onmessage = (message) => {
    cursor = message.lastEventId || cursor;
    show(JSON.parse(message.data));
  };

  stream.addEventListener("gap", (message) => {
    cursor = message.lastEventId || cursor;
    showGap(JSON.parse(message.data));
  });

  stream.onerror = () => {
    if (tickets && wasLive) {
      stream.close(); // its ticket is used up: another leads on behind what was seen
      lost();
      setTimeout(listen, TRY_TICKET_MS);
    } else if (stream.readyState === EventSource.CLOSED) {
      lostAt ??= new Date();
      say("refused", `${engine} lets this page not in; does its server.cors list ${location.origin}?`);
      setTimeout(listen, TRY_AGAIN_MS);
    } else {
      lost();
    }
  };
}

function lost() {
  lostAt ??= new Date();
  say("lost", `Connection lost at ${clock.format(lostAt)}, trying again …`);
}

function show(event) {
  const free = event.data?.bedsFree;
  if (event.withheld || !Number.isInteger(free)) {
    return; // nothing that this page could show
  }

  const name = typeof event.data.hospital === "string" ? event.data.hospital : event.source;
  const time = new Date(event.time);
  const known = hospitals.get(name) ?? addHospital(name);
  const change = known.free === null ? null : free - known.free;
  known.free = free;
  paint(known.card, free, change, time);
  addRow([clock.format(time), name, String(free), signed(change)], time);
  byId("said").textContent = `${name}: ${free} free`;
}

function addHospital(name) {
  byId("none").hidden = true;
  const card = byId("hospital").content.firstElementChild.cloneNode(true);
  card.querySelector("h3").textContent = name;
  const known = { card, free: null };
  hospitals.set(name, known);
  const after = [...byId("hospitals").children].find((other) => other.querySelector("h3").textContent.localeCompare(name) > 0);
  byId("hospitals").insertBefore(card, after ?? null);
  return known;
}

function paint(card, free, change, time) {
  card.dataset.level = free <= 0 ? "none" : free < FEW ? "few" : "some";
  card.querySelector(".count").textContent = String(free);
  card.querySelector(".arrow").textContent = !change ? "" : change > 0 ? "▲" : "▼";
  card.querySelector(".delta").textContent = signed(change);
  const when = card.querySelector("time");
  when.dateTime = time.toISOString();
  when.textContent = `at ${clock.format(time)}`;
  doubt(card, false);
  card.classList.remove("fresh");
  void card.offsetWidth; // begins the animation anew
  card.classList.add("fresh");
}

function doubt(card, unsure) {
  card.classList.toggle("unsure-now", unsure);
  card.querySelector(".unsure").hidden = !unsure;
}

function addRow(cells, time) {
  const row = byId("changes").insertRow(0);
  cells.forEach((text, n) => {
    const cell = row.insertCell();
    cell.className = n > 1 ? "number" : "";
    cell.textContent = text;
  });
  row.title = time.toLocaleString();
  while (byId("changes").rows.length > MOST_ROWS) {
    byId("changes").deleteRow(-1);
  }
}

/** What was missed is not kept any more: what is shown may be old until each hospital speaks again. */
function showGap(gap) {
  byId("gap-text").textContent = gap.from === 0
    ? "The engine has a new store and cannot say what happened before. Numbers marked below may be out of date."
    : `Events ${gap.from} to ${gap.to} are not kept any more. Numbers marked below may be out of date.`;
  byId("gap").hidden = false;
  hospitals.forEach((known) => {
    known.free = null; // by how much the next number differs from the one before nobody knows
    doubt(known.card, true);
  });
  const row = byId("changes").insertRow(0);
  row.className = "gap-row";
  const cell = row.insertCell();
  cell.colSpan = 4;
  cell.textContent = "Changes were missed here";
}

function signed(change) {
  return change === null ? "" : change > 0 ? `+${change}` : change === 0 ? "±0" : `−${-change}`;
}

byId("gap-seen").addEventListener("click", () => {
  byId("gap").hidden = true;
});
listen();
