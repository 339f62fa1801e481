// Reads a token of the engine with jose and the keys that the engine publishes; then rings with a token of its own.
import { createRemoteJWKSet, exportSPKI, generateKeyPair, jwtVerify, SignJWT } from "jose";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createPrivateKey } from "node:crypto";

const [what, ...rest] = process.argv.slice(2);
if (what === "make") {
  const { publicKey, privateKey } = await generateKeyPair("ES256", { extractable: true });
  writeFileSync("city.pem", await exportSPKI(publicKey));
  const { exportPKCS8 } = await import("jose");
  writeFileSync("city.key", await exportPKCS8(privateKey), { mode: 0o600 });
} else if (what === "verify") {
  const [engine, token] = rest;
  const keys = createRemoteJWKSet(new URL("/.well-known/jwks.json", engine));
  const { payload, protectedHeader } = await jwtVerify(token, keys, { audience: "hms-sync", algorithms: ["ES256"] });
  console.log(`verified ${protectedHeader.alg} ${payload.sub} ${payload.scope} ${payload.iss.startsWith("hms-sync:")}`);
} else {
  const [url] = rest;
  if (!existsSync("city.key")) {
    throw new Error("first make");
  }

  const key = createPrivateKey(readFileSync("city.key"));
  for (const [audience, expires] of [["hms-sync", "1m"], ["elsewhere", "1m"], ["hms-sync", "-1h"]]) {
    const token = await new SignJWT({}).setProtectedHeader({ alg: "ES256" }).setIssuer("city").setAudience(audience)
      .setIssuedAt(expires.startsWith("-") ? new Date(Date.now() - 7_200_000) : new Date()).setExpirationTime(expires).sign(key);
    const answer = await fetch(url, {
      method: "POST",
      headers: { "Content-Type": "application/json", Authorization: `Bearer ${token}` },
      body: '{"bedsFree": 5}',
    });
    console.log(`${audience} ${expires} ${answer.status}`);
  }
}
