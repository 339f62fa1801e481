// A partner that believes nothing: takes webhooks and has the vendors' own libraries verify each, with one secret.
import { createServer } from "node:http";
import { Webhook as Standard } from "standardwebhooks";
import { Webhook as Svix } from "svix";

const secret = process.argv[2];
const verdict = (library, body, headers) => {
  try {
    new library(secret).verify(body, headers);
    return true;
  } catch (refusal) {
    return refusal.message;
  }
};

createServer(async (request, response) => {
  const chunks = [];
  for await (const chunk of request) {
    chunks.push(chunk);
  }

  const body = Buffer.concat(chunks).toString("utf8");
  const { headers } = request;
  console.log(`verified ${verdict(Standard, body, headers)} ${verdict(Svix, body, headers)} ${headers["webhook-id"]}`);
  response.writeHead(204).end();
}).listen(0, "127.0.0.1", function () {
  console.log(`listening ${this.address().port}`);
});
