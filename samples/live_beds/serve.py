"""Serves the page, and gives it tickets for the engine's stream: the key stays here (environment variable HMS_SYNC_KEY)."""
import argparse
import functools
import http.server
import os
import pathlib
import urllib.error
import urllib.request

FOLDER = pathlib.Path(__file__).parent


class Pages(http.server.SimpleHTTPRequestHandler):
    def __init__(self, engine, key, *rest):
        self.engine, self.key = engine, key
        super().__init__(*rest, directory=FOLDER)

    def do_POST(self):
        if self.path != "/ticket" or self.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
            self.send_error(404)
            return
        asked = urllib.request.Request(
            f"{self.engine}/auth/ticket", method="POST", headers={"Authorization": f"Bearer {self.key}"})
        try:
            with urllib.request.urlopen(asked, timeout=5) as answer:
                status, body = answer.status, answer.read()
        except urllib.error.URLError as fault:
            status, body = getattr(fault, "code", 503), b"{}"
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(body)


if __name__ == "__main__":
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--engine", default="http://127.0.0.1:8080")
    arguments.add_argument("--port", type=int, default=8090)
    given = arguments.parse_args()
    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", given.port), functools.partial(Pages, given.engine, os.environ["HMS_SYNC_KEY"]))
    print(f"http://127.0.0.1:{given.port}/?engine={given.engine}&tickets=/ticket", flush=True)
    server.serve_forever()
