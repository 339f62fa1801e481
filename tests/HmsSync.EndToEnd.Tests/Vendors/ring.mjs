// Rings a doorbell as senders do that sign with the libraries of Standard Webhooks and of Svix; says the status of each answer.
import { Webhook as Standard } from "standardwebhooks";
import { Webhook as Svix } from "svix";

const [url, secret] = process.argv.slice(2);

async function ring(what, prefix, id, at, signed, sent) {
  const Signer = prefix === "svix" ? Svix : Standard;
  const answer = await fetch(url, {
    method: "POST",
    headers: {
      "Content-Type": "application/json",
      [`${prefix}-id`]: id,
      [`${prefix}-timestamp`]: String(Math.floor(at.getTime() / 1000)),
      [`${prefix}-signature`]: new Signer(secret).sign(id, at, signed),
    },
    body: sent,
  });
  console.log(`${what} ${answer.status}`);
}

const now = new Date();
const body = '{"bedsFree": 3,  "ward": "icu é"}';
await ring("standard", "webhook", "msg_1", now, body, body);
await ring("svix", "svix", "msg_2", now, body, body);
await ring("repeated", "webhook", "msg_1", now, body, body);
await ring("changed", "webhook", "msg_3", now, body, body.replace("3", "4"));
await ring("rewritten", "webhook", "msg_4", now, body, JSON.stringify(JSON.parse(body)));
await ring("taken", "webhook", "msg_1", now, '{"bedsFree":9}', '{"bedsFree":9}');
await ring("late", "webhook", "msg_5", new Date(now.getTime() - 3_600_000), body, body);
